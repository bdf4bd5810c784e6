import type { Command } from "commander";
import { examples } from "../inputs/examples.ts";

interface Options {
  readonly user?: true;
  readonly prefix?: string;
}

/** `scorebook setup`: installs Jupyter with the kernel, or registers the kernel with a Jupyter that is installed already. */
export function register(program: Command): void {
  program
    .command("setup")
    .description("set up Jupyter with the TypeScript kernel, or register the kernel with a Jupyter of your own")
    .option("--user", "register the kernel with every Jupyter of this user, and install nothing else")
    .option(
      "--prefix <DIR>",
      "register the kernel with the Jupyter in this Python environment, and install nothing else",
    )
    .addHelpText(
      "after",
      `
Without an option the command installs Jupyter with pinned packages: into .venv of a checkout or, where scorebook is
installed by npm, into node_modules/.cache/scorebook/venv of your project. What is installed already is not installed
again.

A notebook can import scorebook/notebook where scorebook is installed in the notebook's folder or in a folder above it.`,
    )
    .addHelpText("after", examples("scorebook setup", "scorebook setup --user"))
    .action(async (options: Options) => {
      if (options.user || options.prefix !== undefined) return registerAlone(options);
      const { ensureJupyter } = await import("../jupyter/environment/environment.ts");
      const { venv } = await ensureJupyter((line) => process.stderr.write(`${line}\n`));
      process.stdout.write(`Jupyter is ready in ${venv}. Open the notebooks with: ${await labCommand()}\n`);
    });
}

/** Registers the kernel with a Jupyter that is installed already. */
async function registerAlone({ user, prefix }: Options): Promise<void> {
  const [{ installKernel, kernelHome, listedKernel }, { InputError }] = await Promise.all([
    import("../jupyter/environment/install-kernel.ts"),
    import("../../numerics/input-error.ts"),
  ]);
  if (user && prefix !== undefined) {
    throw new InputError({
      argument: "--user",
      problem: "does not go with --prefix: each says where the kernel is registered",
    });
  }
  const { folder, program } = installKernel(kernelHome(prefix));
  process.stdout.write(`The kernel tslab is registered in ${folder}. It runs ${program}.\n`);
  const listed = await listedKernel(prefix);
  if (listed.problem) process.stdout.write(`${listed.problem}\n`);
  else process.stdout.write(`${listed.command} finds it.\n`);
}

async function labCommand(): Promise<string> {
  const { isInstalled } = await import("../../project.ts");
  return isInstalled() ? "npx scorebook lab" : "npm run lab";
}
