import { kernelPlugin } from "./kernel-plugin.ts";
import { publishedPlugin } from "./published-plugin.ts";

export default [kernelPlugin, publishedPlugin];
