import { ensureJupyter } from "../../src/cli/jupyter/environment/environment.ts";
import { needFreshDist } from "./fresh-dist.ts";

/** Makes the project's Jupyter environment before the slow tests, if it does not exist yet. */
export default async function setup(): Promise<void> {
  needFreshDist();
  await ensureJupyter((line) => process.stderr.write(`${line}\n`));
}
