import type { Command } from "commander";
import { examples } from "../../inputs/examples.ts";

interface Options {
  readonly only?: string;
  readonly json?: true;
}

/** `scorebook verify`: measures the claims and prints the verdicts; the exit status is 1 if a claim fails. */
export function register(program: Command): void {
  program
    .command("verify")
    .description(
      "measure the claims, and print what is predicted, what is measured, the tolerance, the verdict and the fitted orders",
    )
    .option("--only <IDS>", "the ids of claims, separated by commas, such as t1,b1 (default: every claim)")
    .option("--json", "print the claims with their checks as one JSON object")
    .addHelpText("after", "\nThe exit status is 1 if a claim fails.")
    .addHelpText("after", examples("scorebook verify --only t1,b1"))
    .action(async (options: Options) => {
      const [{ selectIds }, { claims }, { measureClaims }, { verdictJson, verdictTable }, { printJson }] =
        await Promise.all([
          import("../../inputs/ids.ts"),
          import("../../../claims/index.ts"),
          import("./measure-claims.ts"),
          import("./verdicts.ts"),
          import("../../output/output.ts"),
        ]);
      const chosen = selectIds(
        options.only,
        claims.map((claim) => claim.id),
        "--only",
        "claims",
      );
      const measured = await measureClaims(chosen);
      const reports = measured.map(({ report }) => report);
      if (options.json) printJson(verdictJson(reports));
      else process.stdout.write(`${verdictTable(reports)}\n`);
      if (reports.some((report) => report.verdict === "fails")) process.exitCode = 1;
    });
}
