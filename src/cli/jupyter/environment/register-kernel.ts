import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { lastLine } from "../../processes/last-line.ts";
import { runBound } from "../../processes/run-bound.ts";
import { SetupError } from "../../processes/setup-error.ts";
import { installKernel } from "./install-kernel.ts";
import type { JupyterEnvironment } from "./places.ts";

/** Registers the kernel `tslab`, which this same Node runs, in the environment, and checks that Jupyter finds it. */
export async function registerKernel(environment: JupyterEnvironment, report: (line: string) => void): Promise<void> {
  report("Registering the TypeScript kernel tslab …");
  const { root, python, variables } = environment;
  installKernel(join(environment.venv, "share", "jupyter"), root);
  const listed = await runBound(python, ["-m", "jupyter_client.kernelspecapp", "list", "--json"], { env: variables });
  const resources: string | undefined =
    listed.status === 0 ? JSON.parse(listed.stdout).kernelspecs?.tslab?.resource_dir : undefined;
  if (resources === undefined || !realpathSync(resources).startsWith(realpathSync(environment.venv))) {
    throw new SetupError(
      `Jupyter does not find the kernel tslab in ${environment.venv} (jupyter kernelspec list: ${
        resources ?? (lastLine(listed.stderr) || "not listed")
      })`,
    );
  }
}

/** Whether the kernel is registered in the environment. */
export function kernelIsThere(environment: JupyterEnvironment): boolean {
  return existsSync(join(environment.venv, "share", "jupyter", "kernels", "tslab", "kernel.json"));
}
