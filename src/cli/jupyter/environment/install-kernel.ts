import { mkdirSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { InputError } from "../../../numerics/input-error.ts";
import { quote } from "../../../numerics/quote.ts";
import { needPackages, packageFolder } from "../../../optional-packages.ts";
import { projectRoot } from "../../../project.ts";
import { run } from "../../processes/run.ts";

/** A kernel that was registered. */
export interface InstalledKernel {
  /** The folder of its kernel.json. */
  readonly folder: string;
  /** The tslab that it runs. */
  readonly program: string;
}

/** Whether a Jupyter finds the kernel: the command that lists kernels, and a sentence on what is wrong if it does not find it. */
export interface ListedKernel {
  readonly command: string;
  readonly problem?: string;
}

/**
 * The folder that holds `kernels/`, chosen as `jupyter kernelspec install` does: share/jupyter under the prefix or, without
 * a prefix, the user's data folder of Jupyter.
 * @throws InputError that names the option `--prefix`, if the prefix is not a folder
 */
export function kernelHome(prefix?: string): string {
  if (prefix === undefined) return userData();
  if (!statSync(prefix, { throwIfNoEntry: false })?.isDirectory()) {
    throw new InputError({
      argument: "--prefix",
      allowed: "the folder of a Python environment",
      problem: quote(prefix),
    });
  }
  return join(resolve(prefix), "share", "jupyter");
}

/** The user's data folder of Jupyter (jupyter_core.paths.jupyter_data_dir). */
export function userData(
  variables: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  if (variables.JUPYTER_DATA_DIR) return variables.JUPYTER_DATA_DIR;
  if (platform === "darwin") return join(home, "Library", "Jupyter");
  if (platform === "win32") return join(variables.APPDATA || join(home, "AppData", "Roaming"), "jupyter");
  return join(variables.XDG_DATA_HOME || join(home, ".local", "share"), "jupyter");
}

/**
 * Registers the kernels `tslab` (TypeScript) and `jslab` (JavaScript), which this same Node runs. Each is registered completely or
 * not at all.
 * @throws MissingPackageError if tslab is not installed
 */
export function installKernel(home: string, root: string = projectRoot()): InstalledKernel {
  needPackages("The kernel", ["tslab"], root);
  const program = join(packageFolder("tslab", root) ?? "", "bin", "tslab");
  writeKernel(join(home, "kernels", "jslab"), kernelSpecification(program, "javascript"));
  const folder = join(home, "kernels", "tslab");
  writeKernel(folder, kernelSpecification(program, "typescript"));
  return { folder, program };
}

/** The contents of kernel.json. */
export function kernelSpecification(program: string, language: "typescript" | "javascript"): object {
  const script = language === "javascript" ? ["--js"] : [];
  return {
    // The path of Node is given, because tslab's own command would take the first Node on PATH, which may be another one.
    argv: [process.execPath, program, "kernel", "--config-path", "{connection_file}", ...script],
    display_name: language === "javascript" ? "JavaScript" : "TypeScript",
    language,
    // Node's warnings (deprecations, experimental features) would be shown as errors in the cells of a notebook.
    env: { NODE_NO_WARNINGS: "1" },
  };
}

function writeKernel(folder: string, specification: object): void {
  const fresh = `${folder}.new-${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  try {
    writeFileSync(join(fresh, "kernel.json"), `${JSON.stringify(specification, null, 2)}\n`);
    rmSync(folder, { recursive: true, force: true });
    renameSync(fresh, folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/**
 * Asks a Jupyter whether it finds the kernel.
 * @param prefix the Python environment whose Jupyter is asked; without it, the Jupyter on PATH is asked
 */
export async function listedKernel(prefix?: string): Promise<ListedKernel> {
  const jupyter = prefix === undefined ? "jupyter" : programIn(prefix);
  const command = `${jupyter} kernelspec list`;
  const listed = await run(jupyter, ["kernelspec", "list", "--json"]).catch(() => null);
  if (listed?.status !== 0) {
    return {
      command,
      problem: `Whether Jupyter finds the kernel could not be checked, because "${command}" could not be run.`,
    };
  }
  const found: string | undefined = JSON.parse(listed.stdout).kernelspecs?.tslab?.resource_dir;
  const expected = join(kernelHome(prefix), "kernels", "tslab");
  if (found && realpathSync(found) === realpathSync(expected)) return { command };
  const other = found ? `finds another kernel of that name in ${found}` : "does not find it";
  return {
    command,
    problem: `However, ${command} ${other}. Check that jupyter --paths lists ${dirname(dirname(expected))}.`,
  };
}

function programIn(prefix: string): string {
  return process.platform === "win32"
    ? join(resolve(prefix), "Scripts", "jupyter.exe")
    : join(resolve(prefix), "bin", "jupyter");
}
