import { existsSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lastLine } from "./last-line.ts";
import type { JupyterEnvironment } from "./places.ts";
import { runBound } from "./run-bound.ts";
import { SetupError } from "./setup-error.ts";

/** Registers the kernel `tslab` in the environment, run by this very Node, and looks whether Jupyter finds it. */
export async function registerKernel(environment: JupyterEnvironment, report: (line: string) => void): Promise<void> {
  report("Registering the TypeScript kernel tslab …");
  const { root, python, variables } = environment;
  const program = tslabProgram(root);
  const options = [`--python=${python}`, "--sys-prefix", `--binary=${program}`];
  const installed = await runBound(process.execPath, [program, "install", ...options], { env: variables });
  if (installed.status !== 0) {
    throw new SetupError(`The kernel could not be registered (tslab install): ${lastLine(installed.stderr)}`);
  }
  // tslab writes its program alone, to be run by whatever Node is first on PATH when Jupyter starts. Naming the Node
  // makes the kernel the same from anywhere. Node's warnings (deprecations, experimental features) are for those who
  // write programs and would show up as errors in the cells of those who read them.
  for (const name of ["tslab", "jslab"]) {
    const file = kernelFile(environment, name);
    const spec = JSON.parse(readFileSync(file, "utf8"));
    if (spec.argv[0] !== process.execPath) spec.argv.unshift(process.execPath);
    spec.env = { NODE_NO_WARNINGS: "1" };
    writeFileSync(file, `${JSON.stringify(spec, null, 2)}\n`);
  }
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

/** Whether the kernel has been registered. */
export function kernelIsThere(environment: JupyterEnvironment): boolean {
  return existsSync(kernelFile(environment, "tslab"));
}

function tslabProgram(root: string): string {
  return join(root, "node_modules", "tslab", "bin", "tslab");
}

function kernelFile(environment: JupyterEnvironment, name: string): string {
  return join(environment.venv, "share", "jupyter", "kernels", name, "kernel.json");
}
