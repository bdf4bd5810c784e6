import { existsSync } from "node:fs";
import { join } from "node:path";
import { fontPackages } from "../../../figures/theme/fonts.ts";
import { needPackages } from "../../../optional-packages.ts";
import { isInstalled } from "../../../project.ts";
import { runBound } from "../../processes/run-bound.ts";
import { SetupError } from "../../processes/setup-error.ts";

/**
 * Makes sure that a notebook can import `scorebook`: the packages are installed, dist/ is built, and node_modules/scorebook exists.
 * Steps that are done already are not done again.
 * @throws SetupError if the packages are missing or the build fails
 * @throws MissingPackageError if scorebook was installed by npm, but the kernel or the fonts were not
 */
export async function ensurePackage(root: string, report: (line: string) => void): Promise<void> {
  // A package that npm installed is built already; the user installs the optional packages.
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
