import type { Command } from "commander";
import { examples } from "../inputs/examples.ts";

/** `scorebook lab`: JupyterLab on the notebooks, with src/ built again whenever it changes. */
export function register(program: Command): void {
  program
    .command("lab")
    .description("open JupyterLab on the notebooks; src/ is built again whenever it changes")
    .argument("[options...]", "options for JupyterLab, such as --no-browser or --port=9999")
    .allowUnknownOption()
    .addHelpText(
      "after",
      `
Where scorebook is installed by npm, JupyterLab opens in the working directory.
JupyterLab can be reached from this machine only (127.0.0.1), with the token that it prints. Ctrl-C stops everything.`,
    )
    .addHelpText("after", examples("scorebook lab --no-browser"))
    .action(async (extra: string[]) => {
      const [{ refuseOpening }, { ensureJupyter }, { startLab, stopLab }, { rebuildOnChange }, { isInstalled }] =
        await Promise.all([
          import("../jupyter/lab/refuse-opening.ts"),
          import("../jupyter/environment/environment.ts"),
          import("../jupyter/lab/lab-server.ts"),
          import("../jupyter/lab/rebuild-on-change.ts"),
          import("../../project.ts"),
        ]);
      // The options are checked before anything is installed.
      refuseOpening(extra);
      const report = (line: string): void => void process.stderr.write(`${line}\n`);
      const environment = await ensureJupyter(report);
      // If npm installed the package, the user works on notebooks of their own in the working directory.
      const installed = isInstalled();
      const lab = startLab(environment, {
        arguments: extra,
        stdio: "inherit",
        ...(installed && { folder: process.cwd() }),
      });
      const sources = installed ? undefined : rebuildOnChange(environment.root, report);
      // The signals of Ctrl-C, of closing the terminal, and of another program that ends this one.
      const ends: readonly NodeJS.Signals[] = ["SIGINT", "SIGHUP", "SIGTERM"];
      const stop = (): void => stopLab(lab);
      for (const signal of ends) process.on(signal, stop);
      try {
        const status = await new Promise<number>((resolve, reject) => {
          lab.once("error", reject);
          lab.once("exit", (code) => resolve(code ?? 0));
        });
        // Status 2 means that JupyterLab refused a setting that would give others access, and has named the setting.
        if (status !== 0) process.exitCode = status === 2 ? 2 : 1;
      } finally {
        sources?.close();
        for (const signal of ends) process.removeListener(signal, stop);
      }
    });
}
