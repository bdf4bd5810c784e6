import { rounded } from "../shared/rounded.ts";
import type { DensityNumbers } from "./density-numbers.ts";
import type { DensityState } from "./density-state.ts";

/** What the pictures show, for those who do not see them, with the numbers at the place that is read out. */
export function densitySentence({ sigma, at }: DensityState, { curves, at: here }: DensityNumbers): string {
  const humps = countHumps(curves.p);
  const left = countHumps(curves.smoothed);
  const of = (values: Float64Array): string => rounded(values[0]);
  return (
    `p has ${counted(humps)}; blurred by noise of σ = ${rounded(sigma)} it has ${counted(left)}. ` +
    `At x = ${rounded(at)}, p is ${of(here.p)} and the score is ${of(here.score)}. ` +
    `The denoising optimum estimates ${of(here.daeScore)} (r = ${of(here.dae)}) ` +
    `and the contractive optimum ${of(here.rcaeScore)} (r = ${of(here.rcae)}).`
  );
}

function counted(humps: number): string {
  return humps === 1 ? "one maximum" : `${humps} maxima`;
}

/** How many maxima a curve has, an end counted where the curve falls away from it. */
function countHumps(values: Float64Array): number {
  let count = 0;
  let rising = true;
  for (let i = 1; i < values.length; i++) {
    if (rising && values[i] < values[i - 1]) count += 1;
    if (values[i] !== values[i - 1]) rising = values[i] > values[i - 1];
  }
  return rising ? count + 1 : count;
}
