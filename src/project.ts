import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The absolute path of the project's root: the nearest folder at or above this module whose package.json is named
 * `scorebook`. The same whether this runs from `src/` or bundled in `dist/`, and whatever the working directory is.
 *
 * @throws Error where no such folder exists (the package has been taken apart).
 */
export function projectRoot(): string {
  const start = dirname(fileURLToPath(import.meta.url));
  for (let folder = start; ; folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).name === "scorebook") return folder;
    if (folder === dirname(folder)) throw new Error(`No package.json named "scorebook" at or above ${start}.`);
  }
}

/** The version that package.json states. */
export function packageVersion(): string {
  return JSON.parse(readFileSync(join(projectRoot(), "package.json"), "utf8")).version;
}

/** Whether a root is that of a package which npm has installed for another project, and not that of a checkout. */
export function isInstalled(root: string = projectRoot()): boolean {
  return basename(dirname(root)) === "node_modules";
}

/**
 * The folder for what can be made again, such as an unpacked browser: in the node_modules of the checkout or, where the
 * package is installed, of the project that has it. It may not be there yet.
 */
export function cacheFolder(root: string = projectRoot()): string {
  const modules = isInstalled(root) ? dirname(root) : join(root, "node_modules");
  return join(modules, ".cache", "scorebook");
}
