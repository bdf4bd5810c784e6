import { join } from "node:path";
import { parseArgs } from "node:util";
import { cacheFolder, projectRoot } from "../project.ts";
import { installExtension } from "./jupyter/environment/lab-extension.ts";
import { ensureEnvironmentOf } from "./jupyter/environment/virtual-environment.ts";
import { SetupError } from "./processes/setup-error.ts";

// This program makes a separate Python environment for a script: `node make-environment.js NAME REQUIREMENTS [--figures]`. The path of
// the file of requirements is relative to the project's folder. With --figures the environment also gets JupyterLab's extension for
// figures. The program reports its progress on standard error, and prints the path of the environment's Python.
const { values, positionals } = parseArgs({ allowPositionals: true, options: { figures: { type: "boolean" } } });
const [name, file] = positionals;
const root = projectRoot();
try {
  const { python, venv } = await ensureEnvironmentOf(
    { root, venv: join(cacheFolder(root), name), requirements: join(root, file) },
    (line) => process.stderr.write(`${line}\n`),
  );
  if (values.figures) installExtension(root, venv);
  process.stdout.write(`${python}\n`);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
