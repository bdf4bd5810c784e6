import { writeWhole } from "../../../files/whole-file.ts";
import { InputError } from "../../../numerics/input-error.ts";
import { findModes, type Modes } from "../../../reconstruction/field/modes.ts";
import { toleratingReconstruction } from "../../../sampling/chains/refusal-to-nan.ts";
import { PointsFiles } from "../../inputs/points-files.ts";
import { printJson } from "../../output/output.ts";
import { checkPlot, writePicture } from "../../output/plot-file.ts";
import { startProgress } from "../../output/progress.ts";
import { checkOut } from "../rows/transform-rows.ts";
import { densityTarget, modelTarget, type SamplingTarget } from "../sample/sampling-target.ts";
import { modesFigure } from "./modes-figure.ts";
import type { ModesFlags } from "./modes-flags.ts";
import { describeModes, reportModes } from "./modes-report.ts";
import { type StartingPoints, startingPoints } from "./starting-points.ts";

/** So often the work makes room for Ctrl-C and for the bar, in milliseconds. */
const PAUSE_EVERY = 50;

/** What `scorebook modes` does. @throws InputError */
export async function findModesOf(options: ModesFlags): Promise<void> {
  const { model, density = "", sigma, out } = options;
  if (out !== undefined) checkOut(out, { "--model": model, "--density": options.density, "--data": options.data });
  await checkPlot(options, { "--model": model, "--density": options.density, "--data": options.data, "--out": out });
  const files = new PointsFiles(options);
  const target =
    model === undefined ? await densityTarget(density, sigma ?? 0, files) : await modelTarget(model, sigma);
  try {
    if (options.plot !== undefined && target.own.dim === 1) {
      throw new InputError({ argument: "--plot", problem: "needs two dimensions or more, not 1" });
    }
    const starting = await startingPoints(target, files, options);
    files.announce();
    const modes = await followed(target, starting, options);
    if (options.plot !== undefined) await plotModes(options.plot, target, starting, modes);
    const report = reportModes(target, starting, modes, options);
    if (out !== undefined) writeWhole(out, labelsTable(modes, starting));
    if (options.json) return printJson({ ...report, ...(out !== undefined && { out }), ...files.json() });
    process.stdout.write(`${describeModes(report, starting.names, out)}\n`);
  } finally {
    await target.close();
  }
}

async function plotModes(
  path: string,
  { own, scaling }: SamplingTarget,
  { starts, data, names }: StartingPoints,
  { modes }: Modes,
): Promise<void> {
  const specification = modesFigure({
    r: toleratingReconstruction(own),
    points: data ?? starts,
    modes,
    scaling,
    names,
  });
  const title = "Modes, and the field r(x) - x";
  await writePicture(path, { specification, title, caption: title, alternativeText: title });
}

/** The modes, with progress on standard error; Ctrl-C ends the program, and nothing is written. */
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
      progress.reach(value, "");
      await new Promise((go) => setImmediate(go));
      worked = performance.now();
    }
  } finally {
    progress.stop();
  }
}

/** The row's number in its file, and the mode's in the table, from 1; 0 for none. */
function labelsTable({ labels }: Modes, { rows }: StartingPoints): string {
  const lines = Array.from(labels, (label, i) => `${rows?.[i] ?? i + 1},${label + 1}`);
  return `row,mode\n${lines.join("\n")}\n`;
}
