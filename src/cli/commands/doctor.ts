import type { Command } from "commander";
import { examples } from "../inputs/examples.ts";

interface Options {
  readonly json?: true;
}

/** `scorebook doctor`: lists what the project needs on this machine, and says how to install what is missing. */
export function register(program: Command): void {
  program
    .command("doctor")
    .description("show the version of everything that scorebook uses, and say how to install what is missing")
    .option("--json", "print the findings as one JSON object")
    .addHelpText("after", "\nThe exit status is 1 if something that is needed is missing.")
    .addHelpText("after", examples("scorebook doctor"))
    .action(async (options: Options) => {
      const [{ inspectMachine }, { formatTable, printJson }] = await Promise.all([
        import("../machine.ts"),
        import("../output/output.ts"),
      ]);
      const findings = await inspectMachine();
      const missing = findings.filter(({ found, needed }) => needed && found === null);
      if (missing.length > 0) process.exitCode = 1;
      if (options.json) return printJson({ ok: missing.length === 0, findings });
      const rows = findings.map(({ name, found, needed, advice }) => [
        found === null ? (needed ? "missing" : "-") : "ok",
        name,
        [found, advice].filter(Boolean).join("; "),
      ]);
      const verdict = missing.length === 0 ? "All that is needed is there." : `${missing.length} missing.`;
      process.stdout.write(`${formatTable(["", "what", "found"], rows)}\n\n${verdict}\n`);
    });
}
