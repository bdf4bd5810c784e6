import { writeWhole } from "../../../files/whole-file.ts";
import { findModes, type Modes } from "../../../reconstruction/field/modes.ts";
import { toleratingReconstruction } from "../../../sampling/chains/refusal-to-nan.ts";
import { PointsFiles } from "../../inputs/points-files.ts";
import { checkWrittenFiles } from "../../inputs/written-files.ts";
import { printJson } from "../../output/output.ts";
import { checkPlot, type DrawnPicture, describePicture, writePicture } from "../../output/plot-file.ts";
import { startProgress } from "../../output/progress.ts";
import { fieldPicture } from "../rows/field-picture.ts";
import { densityTarget, modelTarget, type SamplingTarget } from "../sample/sampling-target.ts";
import type { ModesFlags } from "./modes-flags.ts";
import { describeModes, reportModes } from "./modes-report.ts";
import { type StartingPoints, startingPoints } from "./starting-points.ts";

/** How often the work pauses for Ctrl-C and for the progress bar, in milliseconds. */
const PAUSE_EVERY = 50;

/** Runs `scorebook modes`. @throws InputError */
export async function findModesOf(options: ModesFlags): Promise<void> {
  const { model, density = "", sigma, out } = options;
  checkWrittenFiles({ "--out": out }, { "--model": model, "--density": options.density, "--data": options.data });
  await checkPlot(options, { "--model": model, "--density": options.density, "--data": options.data, "--out": out });
  const files = new PointsFiles(options);
  const target =
    model === undefined ? await densityTarget(density, sigma ?? 0, files) : await modelTarget(model, sigma);
  try {
    const starting = await startingPoints(target, files, options);
    files.announce();
    const modes = await followed(target, starting, options);
    const drawn = options.plot === undefined ? null : await drawModes(options.plot, target, starting, modes, options);
    const report = reportModes(target, starting, modes, options);
    if (out !== undefined) writeWhole(out, labelsTable(modes, starting));
    if (options.json) return printJson({ ...report, ...(out !== undefined && { out }), ...drawn, ...files.json() });
    process.stdout.write(`${describeModes(report, starting.names, out)}\n`);
    if (drawn) process.stdout.write(`${describePicture(drawn)}\n`);
  } finally {
    await target.close();
  }
}

/** The name of the starts in the caption of a picture. */
const STARTS = { rows: "rows", draws: "draws of the data", grid: "points of a grid" } as const;

async function drawModes(
  path: string,
  target: SamplingTarget,
  { starts, data, kind, names }: StartingPoints,
  { modes }: Modes,
  { seed, theme }: ModesFlags,
): Promise<DrawnPicture> {
  const what = data ? STARTS.rows : STARTS[kind];
  return writePicture(path, fieldPicture(target, { points: data ?? starts, what, names, modes, seed }), theme);
}

/** Finds the modes, with progress on standard error. Ctrl-C ends the program, and nothing is written. */
async function followed(
  { own }: SamplingTarget,
  { starts }: StartingPoints,
  { steps, tolerance }: ModesFlags,
): Promise<Modes> {
  const work = findModes(toleratingReconstruction(own), starts, { steps, tolerance });
  const progress = startProgress("modes", starts.length / own.dim);
  try {
    let worked = performance.now();
    for (;;) {
      const { done, value } = work.next();
      if (done) return value;
      if (performance.now() - worked < PAUSE_EVERY) continue;
      progress.update(value, "");
      await new Promise((go) => setImmediate(go));
      worked = performance.now();
    }
  } finally {
    progress.stop();
  }
}

/** A CSV table with the number of each row in its file and the number of its mode, from 1, or 0 for no mode. */
function labelsTable({ labels }: Modes, { rows }: StartingPoints): string {
  const lines = Array.from(labels, (label, i) => `${rows?.[i] ?? i + 1},${label + 1}`);
  return `row,mode\n${lines.join("\n")}\n`;
}
