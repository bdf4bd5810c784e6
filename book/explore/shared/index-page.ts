import { element } from "./element.ts";
import { followTheme } from "./theme.ts";

followTheme(element("theme", HTMLElement), () => {});
