import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { run } from "../../processes/run.ts";
import type { JupyterEnvironment } from "../environment/environment.ts";
import { type Notebook, parseNotebook, serializeNotebook } from "../notebook-files/notebook-format.ts";

/** Seconds a single cell may take. A whole chapter takes less than a minute; a cell that hangs must not hang CI. */
const cellTimeout = 300;

export interface CellFailure {
  /** Number of the code cell, from 1; 0 where the kernel failed before the first. */
  readonly cell: number;
  /** Its first line. */
  readonly line: string;
  /** What the kernel said, without colours and without the kernel's own stack frames. */
  readonly reason: string;
}

/**
 * Executes a notebook from top to bottom in a fresh kernel.
 * @param folder the kernel's working directory, from where it finds packages
 * @param progress called as each code cell begins: its number, from 1, and how many there are
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
    if (result.status !== 0) return { cell: 0, line: "", reason: tidy(result.stderr) || "Jupyter ended early" };
    return parseNotebook(await readFile(output, "utf8"));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** An error as its reader wants it: no colours, and of the stack only the cell's own frames and the project's. */
function tidy(text: string): string {
  return stripVTControlCharacters(text)
    .split("\n")
    .filter((line) => !/^\s+at .*(node:|[\\/]tslab[\\/]dist[\\/])/.test(line))
    .join("\n")
    .trim();
}
