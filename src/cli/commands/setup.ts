import type { Command } from "commander";

/** `scorebook setup`: Jupyter in `.venv`, with the kernel; what is done already is not done again. */
export function register(program: Command): void {
  program
    .command("setup")
    .description("set up Jupyter in .venv, with pinned packages and the TypeScript kernel")
    .addHelpText("after", "\nWhat is done already is not done again.\n\nExample:\n  $ scorebook setup")
    .action(async () => {
      const { ensureJupyter } = await import("../jupyter/environment.ts");
      const { venv } = await ensureJupyter((line) => process.stderr.write(`${line}\n`));
      process.stdout.write(`Jupyter is ready in ${venv}. Open the notebooks with: npm run lab\n`);
    });
}
