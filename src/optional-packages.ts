import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { isInstalled, projectRoot } from "./project.ts";

/** An npm package is missing that scorebook does not bring along; the message is one sentence with the command to install it. */
export class MissingPackageError extends Error {
  override readonly name = "MissingPackageError";
}

/**
 * Does nothing where all the packages are installed.
 * @param purpose what needs them, as the sentence's subject: "Drawing figures"
 * @throws MissingPackageError that names those which are not installed
 */
export function needPackages(purpose: string, names: readonly string[], root: string = projectRoot()): void {
  const missing = names.filter((name) => packageFolder(name, root) === undefined);
  if (missing.length === 0) return;
  const packages = missing.length === 1 ? "the npm package" : "the npm packages";
  const are = missing.length === 1 ? "is" : "are";
  throw new MissingPackageError(
    `${purpose} needs ${packages} ${missing.join(", ")}, which ${are} not installed: run \`${installCommand(missing, root)}\`.`,
  );
}

/** The command that installs optional packages, in the versions that this one is tested with. */
export function installCommand(names: readonly string[], root: string = projectRoot()): string {
  if (!isInstalled(root)) return "npm ci";
  const { peerDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  // Without the caret, which the command line of Windows does not pass on.
  return `npm install ${names.map((name) => `${name}@${peerDependencies[name].replace(/^\^/, "")}`).join(" ")}`;
}

/** The folder of an installed package, as seen from this one; undefined where it is not installed. */
export function packageFolder(name: string, root: string = projectRoot()): string | undefined {
  const folders = createRequire(join(root, "package.json")).resolve.paths(name) ?? [];
  return folders.map((folder) => join(folder, name)).find((folder) => existsSync(join(folder, "package.json")));
}
