import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureJupyter } from "../../../../src/cli/jupyter/environment/environment.ts";
import { projectRoot } from "../../../../src/project.ts";

/** A copy of the project whose files a test may change. */
export interface ProjectCopy {
  readonly root: string;
  remove(): void;
}

/**
 * Copies the project, built but without Jupyter, into a temporary folder. The packages of npm are linked, each by itself: what the
 * project keeps in node_modules (the lock of its setup, its cache) the copy has for itself, so that both can be set up at once.
 */
export function copyWithoutJupyter(): ProjectCopy {
  const original = projectRoot();
  const root = mkdtempSync(join(tmpdir(), "scorebook-copy-"));
  const files = ["src", "assembly", "scripts", "jupyter", "dist", "notebooks", "package.json"];
  for (const name of [...files, "package-lock.json", "tsconfig.json", "tsconfig.build.json"]) {
    cpSync(join(original, name), join(root, name), { recursive: true });
  }
  mkdirSync(join(root, "node_modules"));
  for (const name of readdirSync(join(original, "node_modules")).filter((name) => name !== ".cache")) {
    const target = name === "scorebook" ? root : join(original, "node_modules", name);
    symlinkSync(target, join(root, "node_modules", name), "junction");
  }
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}

/**
 * Copies the project, built and with Jupyter set up, into a temporary folder. What is installed, which is most of it, is
 * linked: the packages of npm, and the parts of the Python environment but for the record of what it was made for.
 */
export async function copyProject(): Promise<ProjectCopy> {
  const { root: original, venv } = await ensureJupyter();
  const { root, remove } = copyWithoutJupyter();
  mkdirSync(join(root, ".venv"));
  const links = readdirSync(venv).map((name) => join(".venv", name));
  const record = join(".venv", "scorebook.json");
  for (const name of links.filter((name) => name !== record)) symlinkSync(join(original, name), join(root, name));
  const made = JSON.parse(readFileSync(join(original, record), "utf8"));
  writeFileSync(join(root, record), JSON.stringify({ ...made, root }));
  return { root, remove };
}
