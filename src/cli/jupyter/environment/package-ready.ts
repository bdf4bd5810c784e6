import { existsSync } from "node:fs";
import { join } from "node:path";
import { fontPackages } from "../../../figures/theme/fonts.ts";
import { needPackages } from "../../../optional-packages.ts";
import { isInstalled } from "../../../project.ts";
import { runBound } from "../../processes/run-bound.ts";
import { SetupError } from "../../processes/setup-error.ts";

/**
 * Makes sure that a notebook can import `scorebook`: packages installed, dist/ built, node_modules/scorebook in place.
 * What is there already is left alone.
 * @throws SetupError where the packages are missing or the build fails
 * @throws MissingPackageError where scorebook is installed and the kernel or the fonts are not
 */
export async function ensurePackage(root: string, report: (line: string) => void): Promise<void> {
  // The package that npm installed is complete; what it does not bring along is the user's to install.
  if (isInstalled(root)) return needPackages("Jupyter", ["tslab", ...fontPackages], root);
  if (!existsSync(join(root, "node_modules", "tslab", "package.json"))) {
    throw new SetupError(`The project's npm packages are not installed: run "npm ci" in ${root}.`);
  }
  if (!existsSync(join(root, "dist", "index.js")) || !existsSync(join(root, "dist", "index.d.ts"))) {
    report("Building dist/ …");
    const build = await runBound(process.execPath, [join(root, "scripts", "build.mjs")], { cwd: root });
    if (build.status !== 0) {
      throw new SetupError(`dist/ could not be built ("npm run build"):\n${build.stdout}${build.stderr}`.trimEnd());
    }
  }
  if (!existsSync(join(root, "node_modules", "scorebook", "package.json"))) {
    const link = await runBound(process.execPath, [join(root, "scripts", "link-package.mjs")]);
    if (link.status !== 0) throw new SetupError(`node_modules/scorebook could not be made: ${link.stderr.trim()}`);
  }
}
