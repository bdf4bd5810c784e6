import { join } from "node:path";
import { cacheFolder, projectRoot } from "../project.ts";
import { installExtension } from "./jupyter/lab-extension.ts";
import { ensureEnvironmentOf } from "./jupyter/virtual-environment.ts";

// The program by which scripts/book/lab.mjs gets the Python environment that builds JupyterLite: it makes the environment where it
// is not there yet, puts JupyterLab's extension for figures into it, and prints its folder.
const root = projectRoot();
const { venv } = await ensureEnvironmentOf(
  {
    root,
    venv: join(cacheFolder(root), "book-lab"),
    requirements: join(root, "book", "lab", "requirements.txt"),
  },
  (line) => process.stderr.write(`${line}\n`),
);
installExtension(root, venv);
process.stdout.write(`${venv}\n`);
