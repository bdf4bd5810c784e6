import { toleratingReconstruction } from "../../../sampling/chains/refusal-to-nan.ts";
import { PointsFiles } from "../../inputs/points-files.ts";
import type { ReadingFlags } from "../../inputs/reading-options.ts";
import { checkWrittenFiles } from "../../inputs/written-files.ts";
import { formatNumber, printJson } from "../../output/output.ts";
import { modelTarget } from "../sample/sampling-target.ts";
import { checkFiniteRows, transformRows } from "./transform-rows.ts";

interface Options extends ReadingFlags {
  readonly model: string;
  readonly data: string;
  readonly out: string;
  readonly steps: number;
  readonly sigma?: number;
  readonly json?: true;
}

/** Runs `scorebook denoise`. @throws InputError */
export async function denoiseRows({ model, data, out, steps, sigma, json, ...reading }: Options): Promise<void> {
  checkWrittenFiles({ "--out": out }, { "--model": model, "--data": data });
  const files = new PointsFiles(reading);
  const target = await modelTarget(model, sigma);
  const { dim } = target.own;
  const r = toleratingReconstruction(target.r);
  let moved = 0;
  try {
    const rows = await transformRows(
      { option: "--data", path: data, out, files, expected: { dim, why: `because the model has dimension ${dim}` } },
      {
        title: "denoise",
        added: () => null,
        compute: (points, numbers) => {
          let to = points;
          for (let k = 0; k < steps; k++) to = checkFiniteRows("--data", r.evaluate(to), numbers);
          for (let j = 0; j < to.length; j++) moved += ((to[j] - points[j]) / sigmaOf(target.r.sigma, j % dim)) ** 2;
          return to;
        },
      },
    );
    if (rows === null) return;
    files.announce();
    const rms = Math.sqrt(moved / rows);
    const unit = target.scaling ? " standard deviations" : "";
    if (json) {
      const sigmaUnit = target.scaling ? "standard deviations" : "data";
      return printJson({ out, rows, dim, steps, sigma: target.sigma, sigmaUnit, moved: rms, ...files.json() });
    }
    process.stdout.write(
      `${rows} rows, moved by ${formatNumber(rms, 3)} sigmas (root mean square); sigma = ${formatNumber(target.sigma)}${unit}.\nWritten: ${out}.\n`,
    );
  } finally {
    await target.close();
  }
}

function sigmaOf(sigma: number | Float64Array, axis: number): number {
  return typeof sigma === "number" ? sigma : sigma[axis];
}
