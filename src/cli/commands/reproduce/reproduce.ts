import type { Command } from "commander";
import { examples } from "../../inputs/examples.ts";

/** `scorebook reproduce`: sets Jupyter up, computes everything, and prints the table of verdicts. */
export function register(program: Command): void {
  program
    .command("reproduce")
    .description("set Jupyter up, run every notebook, measure every claim, draw every figure, print the verdicts")
    .addHelpText(
      "after",
      `
Steps of the set-up that are done already are not done again, and a file is written only if its contents changed.
The exit status is 1 if a claim fails or a part could not be done.`,
    )
    .addHelpText("after", examples("scorebook reproduce"))
    .action(async () => {
      const [{ reproduce }, { needCheckout }] = await Promise.all([
        import("./run-parts.ts"),
        import("../../need-checkout.ts"),
      ]);
      needCheckout("reproduce");
      if (!(await reproduce())) process.exitCode = 1;
    });
}
