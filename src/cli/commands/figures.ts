import { join } from "node:path";
import type { Command } from "commander";
import type { FigureResult } from "../../figures/write.ts";
import { examples } from "../inputs/examples.ts";

interface Options {
  readonly only?: string;
  readonly formats?: string;
  readonly retrain?: true;
  readonly out?: string;
}

/** `scorebook figures`: the paper's figures as files in figures/. */
export function register(program: Command): void {
  program
    .command("figures")
    .description("draw the figures into the folder figures: the data as .json, the pictures as .svg, .png and .pdf")
    .option("--only <IDS>", "the ids of figures, separated by commas, such as f3,f4 (default: every figure)")
    .option("--out <FOLDER>", "the folder to write to (default: figures)")
    .option("--formats <FORMATS>", "the formats to draw: svg, png and pdf, separated by commas (default: all three)")
    .option("--retrain", "first train the models in the figures again, which takes minutes and gives the same bytes")
    .addHelpText(
      "after",
      `
A picture is drawn again only if its data changed or its file is missing. Delete the file to force a new picture.`,
    )
    .addHelpText("after", examples("scorebook figures --only f4 --formats svg,pdf"))
    .action(async (options: Options) => {
      const [
        { selectIds },
        { NoBrowserError },
        { figures },
        { pictureFormats },
        { figuresFolder, writeFigures },
        { SetupError },
        { startProgress },
        { needCheckout },
        { namingOption },
        { checkWritableFolder },
      ] = await Promise.all([
        import("../inputs/ids.ts"),
        import("../../figures/rendering/browser.ts"),
        import("../../figures/index.ts"),
        import("../../figures/rendering/render.ts"),
        import("../../figures/write.ts"),
        import("../processes/setup-error.ts"),
        import("../output/progress.ts"),
        import("../need-checkout.ts"),
        import("../inputs/naming-option.ts"),
        import("../../files/writable-folder.ts"),
      ]);
      const ids = figures.map((figure) => figure.id);
      const only = selectIds(options.only, ids, "--only", "figures");
      const formats = selectIds(options.formats, pictureFormats, "--formats", "picture formats");
      const { out } = options;
      if (out !== undefined) namingOption("--out", () => checkWritableFolder(out));
      if (options.retrain) {
        needCheckout("figures --retrain");
        const { retrain } = await import("./reproduce/retrain.ts");
        const shown = figures.filter(({ id }) => only.includes(id)).flatMap(({ models = [] }) => models);
        if (shown.length === 0) process.stdout.write(`${only.join(", ")}: no trained model, nothing to train\n`);
        for (const { name, changed } of await retrain([...new Set(shown)])) {
          process.stdout.write(
            `${name}: ${changed ? `changed, wrote models/${name}.json` : "the same bytes as before"}\n`,
          );
        }
      }
      const progress = startProgress("figures", only.length);
      let results: FigureResult[];
      try {
        results = await writeFigures({
          only,
          folder: options.out ?? figuresFolder(),
          formats: pictureFormats.filter((format) => formats.includes(format)),
          begin: (figure) => progress.begin(figure.id),
          report: ({ id, seconds }) => progress.finish(id, `${seconds.toFixed(1)} s`),
        });
      } catch (error) {
        throw error instanceof NoBrowserError ? new SetupError(error.message) : error;
      } finally {
        progress.stop();
      }
      for (const result of results) process.stdout.write(`${describe(result, options.out ?? "figures")}\n`);
    });
}

function describe({ id, change, written }: FigureResult, folder: string): string {
  if (written.length === 0) return `${id}: unchanged`;
  return `${id}: ${change}, wrote ${written.map((name) => join(folder, name)).join(", ")}`;
}
