import { join } from "node:path";
import type { Command } from "commander";
import { examples } from "../inputs/examples.ts";

interface Options {
  readonly only?: string;
  readonly check?: true;
  readonly sync?: true;
}

/** `scorebook notebooks`: executes the chapters through Jupyter; the exit status is 1 if one fails or differs. */
export function register(program: Command): void {
  program
    .command("notebooks")
    .description("execute the notebooks through Jupyter and write their results, or compare them")
    .option("--only <CHAPTERS>", "numbers or names of chapters, separated by commas, such as 01,03 (default: all)")
    .option("--check", "write nothing; compare what is printed and plotted with what is committed")
    .option("--sync", "execute nothing; make each notebook and its text twin (.md) say the same")
    .addHelpText(
      "after",
      `
Each notebook NN-name.ipynb has a text twin NN-name.md. You can edit either of the two, and one of them may be
missing. Where their cells differ, the file that was saved last counts, and the other file is written again. The
comparison ignores numbers that are followed by a unit of time ("12 ms"), and pictures whose data are the same.

The exit status is 1 if a notebook fails or, with --check, differs.`,
    )
    .addHelpText("after", examples("scorebook notebooks --only 03", "scorebook notebooks --check"))
    .action(async (options: Options) => {
      const [
        { ensureJupyter },
        { listChapters, selectChapters },
        { executeNotebooks, syncNotebooks },
        { describeRun },
        { InputError },
        { followCells },
        { projectRoot },
        { needCheckout },
      ] = await Promise.all([
        import("../jupyter/environment/environment.ts"),
        import("../jupyter/notebook-files/chapters.ts"),
        import("../jupyter/execution/notebooks.ts"),
        import("../jupyter/execution/describe-run.ts"),
        import("../../numerics/input-error.ts"),
        import("../jupyter/execution/follow-cells.ts"),
        import("../../project.ts"),
        import("../need-checkout.ts"),
      ]);
      if (options.check && options.sync) {
        throw new InputError({
          argument: "--check",
          problem: "does not go with --sync: one writes nothing, the other writes",
        });
      }
      needCheckout("notebooks");
      // The names of chapters are checked before anything is installed.
      selectChapters(options.only, await listChapters(join(projectRoot(), "notebooks")));
      const environment = await ensureJupyter((line) => process.stderr.write(`${line}\n`));
      if (options.sync) {
        const lines = await syncNotebooks(environment, options);
        process.stdout.write(lines.length > 0 ? `${lines.join("\n")}\n` : "Nothing to write.\n");
        return;
      }
      const cells = followCells();
      try {
        const runs = await executeNotebooks(environment, {
          only: options.only,
          check: options.check ?? false,
          progress: cells.progress,
          finished: ({ name, seconds }) => cells.finished(name, seconds),
        });
        cells.stop();
        process.stdout.write(`${runs.map((run) => describeRun(run, options.check ?? false)).join("\n")}\n`);
        if (runs.some(({ ok }) => !ok)) process.exitCode = 1;
      } finally {
        cells.stop();
      }
    });
}
