import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { run } from "../../processes/run.ts";
import type { JupyterEnvironment } from "../environment/environment.ts";
import { type Notebook, parseNotebook, serializeNotebook } from "../notebook-files/notebook-format.ts";

/** The time limit for a single cell, in seconds. A whole chapter takes less than a minute; the limit ends a cell that hangs. */
const cellTimeout = 300;

export interface CellFailure {
  /** The number of the code cell, from 1, or 0 if the kernel failed before the first cell. */
  readonly cell: number;
  /** Its first line. */
  readonly line: string;
  /** The error message of the kernel, without colours and without the kernel's own stack frames. */
  readonly reason: string;
}

/**
 * Executes a notebook from top to bottom in a fresh kernel.
 * @param folder the working directory of the kernel; the kernel looks for packages from there
 * @param progress called when a code cell begins, with the number of the cell, from 1, and the number of all code cells
 * @returns the notebook with its outputs, or the cell that failed
 */
export async function executeNotebook(
  environment: JupyterEnvironment,
  notebook: Notebook,
  folder: string,
  progress: (cell: number, of: number) => void = () => {},
): Promise<Notebook | CellFailure> {
  const scratch = await mkdtemp(join(tmpdir(), "scorebook-"));
  try {
    const [input, output] = [join(scratch, "input.ipynb"), join(scratch, "output.ipynb")];
    await writeFile(input, serializeNotebook(notebook));
    let failure: CellFailure | null = null;
    const program = join(environment.root, "jupyter", "execute.py");
    const result = await run(environment.python, [program, input, output, folder, String(cellTimeout)], {
      env: environment.variables,
      onLine: (line) => {
        const event = JSON.parse(line);
        if (event.event === "cell") progress(event.cell, event.of);
        if (event.event === "failed") failure = { cell: event.cell, line: event.line, reason: tidy(event.reason) };
      },
    });
    if (failure) return failure;
    if (result.status !== 0)
      return { cell: 0, line: "", reason: tidy(result.stderr) || "Jupyter ended before the notebook was executed" };
    return parseNotebook(await readFile(output, "utf8"));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** An error message without colours; its stack has only the frames of the cell and of the project. */
function tidy(text: string): string {
  return stripVTControlCharacters(text)
    .split("\n")
    .filter((line) => !/^\s+at .*(node:|[\\/]tslab[\\/]dist[\\/])/.test(line))
    .join("\n")
    .trim();
}
