import { join } from "node:path";
import { cacheFolder, projectRoot } from "../project.ts";
import { SetupError } from "./jupyter/setup-error.ts";
import { ensureEnvironmentOf } from "./jupyter/virtual-environment.ts";

// The program by which scripts get a Python environment of their own: the arguments are its name and its file of requirements, from
// the project's folder. It says on standard error what it does, and prints the path of the environment's Python.
const [name, file] = process.argv.slice(2);
const root = projectRoot();
try {
  const { python } = await ensureEnvironmentOf(
    { root, venv: join(cacheFolder(root), name), requirements: join(root, file) },
    (line) => process.stderr.write(`${line}\n`),
  );
  process.stdout.write(`${python}\n`);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
