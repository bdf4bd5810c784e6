import { ensureJupyter } from "../../src/cli/jupyter/environment/environment.ts";
import { needFreshDist } from "./fresh-dist.ts";

/** Before the slow tests: the project's Jupyter, made if it is not there yet. */
export default async function setup(): Promise<void> {
  needFreshDist();
  await ensureJupyter((line) => process.stderr.write(`${line}\n`));
}
