import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type FontFile, fontFiles } from "../../../figures/theme/fonts.ts";

const name = "scorebook-figures";

/** JupyterLab's extension that shows figures at their size (built from jupyter/lab-extension/figures.js), and its fonts. */
interface LabExtension {
  readonly script: string;
  readonly fonts: readonly FontFile[];
  /** A hash of the script and the fonts. */
  readonly hash: string;
}

function readExtension(root: string): LabExtension {
  const script = readFileSync(join(root, "dist", "lab-figures.js"), "utf8");
  const fonts = fontFiles();
  const hash = createHash("sha256").update(script);
  for (const { path, ...face } of fonts) hash.update(JSON.stringify(face)).update(readFileSync(path));
  return { script, fonts, hash: hash.digest("hex").slice(0, 16) };
}

/** The hash of the files that the extension is made from. If the hash differs, the extension has to be installed again. */
export function extensionHash(root: string): string {
  return readExtension(root).hash;
}

/** The folder in which Jupyter finds the extension. */
export function extensionFolder(venv: string): string {
  return join(venv, "share", "jupyter", "labextensions", name);
}

/** Installs the extension into a Python environment, completely or not at all. */
export function installExtension(root: string, venv: string): void {
  const { script, fonts, hash } = readExtension(root);
  const folder = extensionFolder(venv);
  const fresh = `${folder}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(join(fresh, "static"), { recursive: true });
  // The hash in the name keeps a browser from using the script of an earlier version that it has stored.
  const load = `static/figures.${hash}.js`;
  writeFileSync(join(fresh, load), script);
  for (const { path } of fonts) copyFileSync(path, join(fresh, "static", basename(path)));
  const faces = fonts.map(({ path, ...face }) => ({ ...face, file: basename(path) }));
  writeFileSync(join(fresh, "static", "fonts.json"), JSON.stringify(faces));
  writeFileSync(join(fresh, "package.json"), JSON.stringify(manifest(load), null, 2));
  if (existsSync(folder)) rmSync(folder, { recursive: true });
  renameSync(fresh, folder);
}

/** The description of the extension that JupyterLab reads. */
function manifest(load: string): Record<string, unknown> {
  return {
    name,
    version: "1.0.0",
    description: "Shows the figures of scorebook at the size they were made for.",
    license: "MIT",
    jupyterlab: { extension: true, _build: { load, extension: "./extension" } },
  };
}
