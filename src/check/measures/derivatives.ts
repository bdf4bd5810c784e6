import { rowDots, traces } from "../../reconstruction/field/vector-field.ts";
import { eigenvaluesOf } from "../eigenvalues.ts";
import { type ScoreCheck, scoreCheck } from "../score-report.ts";
import { meanOf, ratioOf } from "../statistics.ts";
import { STANDARD_ERRORS, type Subject } from "../subject.ts";

/** The number of Jacobians times the dimension is at most this, since each column of a Jacobian takes four evaluations. */
const ENTRIES = 4000;
const MOST_POINTS = 250;
const FEWEST_POINTS = 12;

/** The checks of the derivatives, and the asymmetry of the Jacobian. */
export interface Derivatives {
  readonly checks: readonly ScoreCheck[];
  /** The root of E|J - J^T|^2 / E|J + J^T|^2. */
  readonly asymmetry: number;
}

/**
 * Checks the derivatives of the scores: whether the field is a gradient (C1), whether the derivatives are the second derivatives of
 * log p_sigma (J1), whether sigma^2 dr/dx = sigma^2 (I + sigma^2 ds/dx) is a covariance (Tweedie), and whether the mean of its
 * trace is the denoising loss.
 */
export async function derivativeChecks(subject: Subject): Promise<Derivatives> {
  const { field, reading, draws, dim } = subject;
  const n = Math.max(FEWEST_POINTS, Math.min(MOST_POINTS, Math.floor(ENTRIES / dim)));
  const all = draws.noisy.length / dim;
  const stride = Math.max(1, Math.floor(all / n));
  const rows = Array.from({ length: Math.min(n, all) }, (_, i) => i * stride);
  const points = Float64Array.from(rows.flatMap((i) => Array.from(draws.noisy.subarray(i * dim, (i + 1) * dim))));
  const { hessian, difference } = await field.hessian(points, reading);
  const sizes = rowDots(hessian, hessian, dim * dim);
  const numerical = Math.sqrt(meanOf(rowDots(difference, difference, dim * dim)).value / meanOf(sizes).value);
  const exact = subject.truth?.hessian(points);
  const { check, asymmetry } = conservative(subject, hessian, numerical, exact);
  const j = covariances(subject, hessian);
  return {
    asymmetry,
    checks: [
      ...(dim > 1 ? [check] : []),
      ...(exact ? [secondDerivative(subject, j, covariances(subject, exact), numerical)] : []),
      positive(subject, j, numerical),
      traceCheck(subject, hessian, rows, numerical),
    ],
  };
}

/** dr/dx = I + sigma^2 ds/dx, Tweedie's covariance divided by sigma^2. */
function covariances({ sigma, dim }: Subject, hessian: Float64Array): Float64Array {
  return hessian.map((entry, k) => sigma ** 2 * entry + ((k % (dim * dim)) % (dim + 1) === 0 ? 1 : 0));
}

function conservative(
  { dim, sigma, tolerance }: Subject,
  hessian: Float64Array,
  numerical: number,
  exact: Float64Array | undefined,
): { check: ScoreCheck; asymmetry: number } {
  const transposed = hessian.map((_, k) => {
    const [matrix, a, b] = [Math.floor(k / (dim * dim)), Math.floor(k / dim) % dim, k % dim];
    return hessian[(matrix * dim + b) * dim + a];
  });
  const squares = (values: Float64Array): Float64Array => rowDots(values, values, dim * dim);
  const odd = squares(hessian.map((entry, k) => (entry - transposed[k]) / 2));
  const even = squares(hessian.map((entry, k) => (entry + transposed[k]) / 2));
  const { value, standardError } = ratioOf(odd, even);
  const asymmetry = Math.sqrt(value);
  // For an error without structure the antisymmetric part has a fraction (d - 1) / 2d; with a quarter more, the error has
  // structure.
  const share = (1.25 * (dim - 1)) / (2 * dim);
  const error = exact ? meanOf(squares(hessian.map((entry, k) => entry - exact[k]))).value / meanOf(even).value : 0;
  const check = scoreCheck({
    id: "conservative",
    sigma,
    name: `asymmetry |J - J^T| / |J + J^T| of the Jacobian (C1), sigma = ${sigma}`,
    predicted: 0,
    measured: asymmetry,
    tolerance:
      Math.max(
        tolerance + (STANDARD_ERRORS * standardError) / (2 * Math.max(asymmetry, 1e-300)),
        Math.sqrt(share * error),
      ) + numerical,
    toleranceReason:
      "the given tolerance and 5 standard errors, or the asymmetry of an unstructured error as large as that of the Jacobian; the error of finite differences",
    diagnosis:
      "The field is not a gradient: it is not the score of any density, and energy differences depend on the path. Usually the network is not the gradient of an energy and was trained on too few data, or a rotational term was added.",
  });
  return { check, asymmetry };
}

function secondDerivative(
  { sigma, tolerance, dim }: Subject,
  own: Float64Array,
  exact: Float64Array,
  numerical: number,
): ScoreCheck {
  const error = own.map((entry, k) => entry - exact[k]);
  const { value, standardError } = ratioOf(
    rowDots(error, error, dim * dim),
    rowDots(exact, exact, dim * dim).map((size) => Math.max(size, dim)),
  );
  const root = Math.sqrt(value);
  return scoreCheck({
    id: "second derivative",
    sigma,
    name: `error of dr/dx = I + sigma^2 Hess log p_sigma (J1), relative to its size or the size of I, sigma = ${sigma}`,
    predicted: 0,
    measured: root,
    tolerance: tolerance + (STANDARD_ERRORS * standardError) / (2 * Math.max(root, 1e-300)) + numerical,
    toleranceReason: "the given tolerance, 5 standard errors, the error of finite differences",
    diagnosis:
      "The slope of r is wrong although its values may be right: the network is too rough or too smooth for the density.",
  });
}

/** Checks that dr/dx has no negative eigenvalues, as a covariance has none. */
function positive({ sigma, tolerance, dim }: Subject, own: Float64Array, numerical: number): ScoreCheck {
  const negative = Array.from({ length: own.length / dim ** 2 }, (_, i) => {
    const values = eigenvaluesOf(own.subarray(i * dim * dim, (i + 1) * dim * dim), dim);
    return values.reduce((sum, value) => sum + Math.min(0, value) ** 2, 0);
  });
  const { value, standardError } = ratioOf(
    negative,
    rowDots(own, own, dim * dim).map((size) => Math.max(size, dim)),
  );
  const root = Math.sqrt(value);
  return scoreCheck({
    id: "covariance",
    sigma,
    name: `negative part of Tweedie's covariance sigma^2 dr/dx, relative to its size or the size of sigma^2 I, sigma = ${sigma}`,
    predicted: 0,
    measured: root,
    tolerance: tolerance + (STANDARD_ERRORS * standardError) / (2 * Math.max(root, 1e-300)) + numerical,
    toleranceReason: "the given tolerance, 5 standard errors, the error of finite differences",
    diagnosis:
      "The covariance of the clean point given the noisy one has a negative variance: the step towards the data is so long that r reverses the order of points. Usually the score is too large by a factor, or too rough.",
  });
}

/**
 * Checks that sigma^2 E tr dr/dx is the denoising loss, as it is for the right r. By Stein's formula the loss of any r is
 * E|r - x|^2 + 2 sigma^2 E tr dr/dx - d sigma^2. The difference is therefore sigma^4 E[|score|^2 + tr ds/dx], which needs no clean
 * point.
 */
function traceCheck(
  { sigma, tolerance, dim, scores }: Subject,
  hessian: Float64Array,
  rows: readonly number[],
  numerical: number,
): ScoreCheck {
  const own = Float64Array.from(rows.flatMap((i) => Array.from(scores.subarray(i * dim, (i + 1) * dim))));
  const sizes = rowDots(own, own, dim);
  const { value, standardError } = ratioOf(
    traces(hessian, dim).map((trace, i) => trace + sizes[i]),
    sizes,
  );
  return scoreCheck({
    id: "trace",
    sigma,
    name: `difference of the denoising loss by Stein's formula and sigma^2 E tr dr/dx, relative to E|r - x|^2, sigma = ${sigma}`,
    predicted: 0,
    measured: value,
    tolerance: tolerance * (1 + tolerance) + STANDARD_ERRORS * standardError + numerical * dim,
    toleranceReason:
      "the effect of an error along the score as large as the given tolerance, 5 standard errors, the error of finite differences",
    diagnosis:
      value > 0
        ? "The model's own covariance of the clean point is smaller than the error that the model makes: the model is too certain. Usually it has memorised its training points."
        : "The model's own covariance of the clean point is larger than the error that the model makes. Usually it was trained with more noise.",
  });
}
