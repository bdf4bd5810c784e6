/** Terms of the cosine series beside the constant: enough for humps as narrow as a tenth of the interval. */
const TERMS = 14;
/** The least height of a drawn density, relative to the largest: an energy must be finite. */
const LEAST_HEIGHT = 0.01;
/** Decimal places of the coefficients: a drawing is not more exact than that. */
const DECIMALS = 3;

/** A curve that is being drawn: heights at the middles of as many equal parts of the interval, shape (n). */
export interface DrawnCurve {
  readonly from: number;
  readonly to: number;
  readonly heights: Float64Array;
}

/** How many parts the interval is divided into while one draws. */
export const DRAWN_PARTS = 120;

/** The middle of the k-th part. */
export function middleOf({ from, to, heights }: DrawnCurve, k: number): number {
  return from + ((to - from) * (k + 0.5)) / heights.length;
}

/**
 * The energy, as a formula, of a density that was drawn: -log of the heights as a cosine series, whose coefficients are the least-squares
 * ones on the middles of the parts (a discrete cosine transform). The coefficients fall smoothly to zero at the end of the series, which
 * keeps it from overshooting beside a steep stroke.
 */
export function energyOfDrawing({ from, to, heights }: DrawnCurve): string {
  const n = heights.length;
  const largest = heights.reduce((most, height) => Math.max(most, height), Number.MIN_VALUE);
  const energies = heights.map((height) => -Math.log(Math.max(height / largest, LEAST_HEIGHT)));
  const terms: string[] = [];
  for (let k = 1; k <= TERMS; k++) {
    const sum = energies.reduce((total, energy, i) => total + energy * Math.cos((Math.PI * k * (i + 0.5)) / n), 0);
    const taper = sinc(k / (TERMS + 1));
    const coefficient = Number(((2 / n) * sum * taper).toFixed(DECIMALS));
    if (coefficient !== 0) terms.push(term(coefficient, k, from, to, terms.length === 0));
  }
  return terms.length === 0 ? "0 x" : terms.join(" ");
}

function term(coefficient: number, k: number, from: number, to: number, isFirst: boolean): string {
  const sign = isFirst ? (coefficient < 0 ? "-" : "") : coefficient < 0 ? "- " : "+ ";
  const shift = from === 0 ? "x" : `(x ${from < 0 ? "+" : "-"} ${Math.abs(from)})`;
  return `${sign}${Math.abs(coefficient)} cos(${k} pi ${shift} / ${Number((to - from).toPrecision(12))})`;
}

/** The same curve after a stroke from one place and height to another: linear between the two. */
export function withStroke(
  curve: DrawnCurve,
  [x0, height0]: readonly [number, number],
  [x1, height1]: readonly [number, number],
): DrawnCurve {
  const [left, right] = x0 <= x1 ? [x0, x1] : [x1, x0];
  const half = (curve.to - curve.from) / curve.heights.length / 2;
  const heights = curve.heights.map((height, k) => {
    const x = middleOf(curve, k);
    if (x < left - half || x > right + half) return height;
    const part = x1 === x0 ? 1 : Math.min(1, Math.max(0, (x - x0) / (x1 - x0)));
    return Math.max(0, height0 + part * (height1 - height0));
  });
  return { ...curve, heights };
}

/** The same curve with a bump around a place, raised or lowered by a fraction of the largest height. */
export function withBump(curve: DrawnCurve, at: number, fraction: number): DrawnCurve {
  const width = (curve.to - curve.from) / 20;
  const largest = Math.max(...curve.heights);
  const heights = curve.heights.map((height, k) => {
    const distance = (middleOf(curve, k) - at) / width;
    return Math.max(0, height + fraction * largest * Math.exp(-(distance ** 2) / 2));
  });
  return { ...curve, heights };
}

/** sin(pi t) / (pi t), t > 0: Lanczos's factors, by which a cut series is smoothed. */
function sinc(t: number): number {
  return Math.sin(Math.PI * t) / (Math.PI * t);
}
