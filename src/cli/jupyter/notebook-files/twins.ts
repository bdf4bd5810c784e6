import { join } from "node:path";
import { run } from "../../processes/run.ts";
import { SetupError } from "../../processes/setup-error.ts";
import type { JupyterEnvironment } from "../environment/environment.ts";
import { normalise } from "./normalise.ts";
import type { Notebook } from "./notebook-format.ts";

/** The notebooks that these text twins (jupytext Markdown) describe, in normal form and without outputs. */
export async function notebooksFromTwins(
  environment: JupyterEnvironment,
  twins: readonly string[],
): Promise<Notebook[]> {
  const items = twins.map((markdown) => ({ markdown }));
  return ((await convert(environment, items)) as Notebook[]).map(normalise);
}

/** The text twins (jupytext Markdown) of notebooks: their cells' sources, without outputs. */
export async function twinsFromNotebooks(
  environment: JupyterEnvironment,
  notebooks: readonly Notebook[],
): Promise<string[]> {
  return (await convert(
    environment,
    notebooks.map((notebook) => ({ notebook })),
  )) as string[];
}

async function convert(environment: JupyterEnvironment, items: readonly unknown[]): Promise<unknown[]> {
  if (items.length === 0) return [];
  const result = await run(environment.python, [join(environment.root, "jupyter", "twin.py")], {
    env: environment.variables,
    input: JSON.stringify(items),
  });
  if (result.status !== 0) throw new SetupError(`The text twins could not be converted (jupytext): ${result.stderr}`);
  return JSON.parse(result.stdout);
}
