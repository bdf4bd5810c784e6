import { toScaled } from "../../../autoencoder/data/scaling.ts";
import { MOST_DRAWN } from "../../../figures/own-data/chosen-rows.ts";
import type { Picture } from "../../../figures/own-data/picture.ts";
import { InputError } from "../../../numerics/input-error.ts";
import { createRng } from "../../../numerics/random/random.ts";
import { scoreEstimate } from "../../../reconstruction/reconstruction.ts";
import { toleratingReconstruction } from "../../../sampling/chains/refusal-to-nan.ts";
import type { PlotFlags } from "../../inputs/plot-options.ts";
import { PointsFiles } from "../../inputs/points-files.ts";
import type { ReadingFlags } from "../../inputs/reading-options.ts";
import { checkWrittenFiles } from "../../inputs/written-files.ts";
import { formatNumber, printJson } from "../../output/output.ts";
import { describePicture, writePicture } from "../../output/plot-file.ts";
import { modelTarget, type SamplingTarget } from "../sample/sampling-target.ts";
import { fieldPicture } from "./field-picture.ts";
import { RowReservoir } from "./row-reservoir.ts";
import { checkFiniteRows, transformRows } from "./transform-rows.ts";

interface Options extends ReadingFlags, PlotFlags {
  readonly model: string;
  readonly data: string;
  readonly out: string;
  readonly sigma?: number;
  /** The seed by which the rows in a picture are chosen. */
  readonly seed: number;
  readonly json?: true;
}

/** Runs `scorebook score --out`: writes r and score of every row of a file, in batches. @throws InputError */
export async function scoreRows({
  model,
  data,
  out,
  sigma,
  json,
  plot,
  theme,
  seed,
  ...reading
}: Options): Promise<void> {
  if (/^\s*\[/.test(data)) {
    throw new InputError({ argument: "--out", problem: "is for the rows of a file; give --at a file of points" });
  }
  checkWrittenFiles({ "--out": out }, { "--model": model, "--at": data });
  const files = new PointsFiles(reading);
  const target = await modelTarget(model, sigma);
  const { dim } = target.own;
  const r = toleratingReconstruction(target.r);
  const shown = plot === undefined ? null : new RowReservoir(dim, MOST_DRAWN, createRng(seed));
  const expected = { dim, why: `because the model has dimension ${dim}` };
  try {
    const rows = await transformRows(
      { option: "--at", path: data, out, files, expected },
      {
        title: "score",
        added: ({ names }) => {
          const of = (what: string): string[] =>
            Array.from({ length: dim }, (_, a) => `${what}_${names?.[a] ?? `x${a + 1}`}`);
          return [...of("r"), ...of("score")];
        },
        compute: (points, numbers) => {
          shown?.add(points, numbers);
          const [to, score] = [r.evaluate(points), scoreEstimate(r, points)];
          const both = new Float64Array(2 * points.length);
          for (let i = 0; i < numbers.length; i++) {
            both.set(to.subarray(i * dim, (i + 1) * dim), 2 * i * dim);
            both.set(score.subarray(i * dim, (i + 1) * dim), (2 * i + 1) * dim);
          }
          return checkFiniteRows("--at", both, numbers);
        },
      },
    );
    if (rows === null) return;
    files.announce();
    const sigmaUnit = target.scaling ? "standard deviations" : "data";
    const drawn =
      plot !== undefined && shown ? await writePicture(plot, pictureOf(target, shown, files, seed), theme) : null;
    if (json) return printJson({ out, rows, dim, sigma: target.sigma, sigmaUnit, ...drawn, ...files.json() });
    const unit = target.scaling ? " standard deviations" : "";
    process.stdout.write(
      `r and score of ${rows} rows, sigma = ${formatNumber(target.sigma)}${unit}.\nWritten: ${out}.\n`,
    );
    if (drawn) process.stdout.write(`${describePicture(drawn)}\n`);
  } finally {
    await target.close();
  }
}

/** The picture of the field around some of the rows. */
function pictureOf(target: SamplingTarget, shown: RowReservoir, files: PointsFiles, seed: number): Picture {
  const points = shown.points();
  const own = target.scaling ? toScaled(points, target.scaling) : points;
  const names = files.json().inputs?.[0].columns ?? target.columns;
  return fieldPicture(target, { points: own, of: shown.seen, what: "rows", names, modes: null, seed });
}
