import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { JupyterEnvironment } from "../../src/cli/jupyter/environment/environment.ts";

/**
 * Calls `work` with a new folder for notebooks, and removes it. Inside the project, so that a kernel started there finds
 * the project's packages; inside .venv, so that the tree stays clean.
 */
export async function withScratch<T>(
  environment: JupyterEnvironment,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(environment.venv, "notebooks-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
