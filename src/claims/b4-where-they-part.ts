import { scoreLaplacian } from "../density/differences/score-laplacian.ts";
import { richardson } from "../numerics/approximation/richardson.ts";
import { largestSize } from "../numerics/sorting/maximum.ts";
import { commutator } from "../reconstruction/expansion.ts";
import { displacement, type OptimalReconstruction } from "../reconstruction/reconstruction.ts";
import type { Claim } from "./claim.ts";
import type { Check, ClaimReport, OrderFit } from "./claim-report.ts";
import type { ClaimStatement } from "./claim-statement.ts";
import type { Average } from "./evidence/average.ts";
import { draws, rootMeanSquare } from "./evidence/draws.ts";
import { check, fitOrder, report } from "./evidence/evidence.ts";
import { type MixtureCase, mixtureCases } from "./evidence/mixtures.ts";
import { numericalOptima, type Optima } from "./evidence/optima.ts";
import { MIXTURE_SIGMAS } from "./evidence/order-cases.ts";

/** The σ of the exact statements. */
const SIGMA = 0.5;
/** The σ over which the losses are fitted on the line. They are smaller, since the mixture on the line is narrower. */
const LINE_SIGMAS = [0.024, 0.017, 0.012, 0.0085, 0.006];

const about: ClaimStatement = {
  id: "b4",
  title: "Where the two optima part",
  statement:
    "The denoiser's Jacobian J is symmetric at every σ; the contractive optimum has J − Jᵀ = σ⁶ (AB − BA) + O(σ⁸) with A = Hess(div s + |s|²/2), B = ∇s; both optimal losses are d σ² − σ⁴ E|s|² + σ⁶ E|∇s|² + O(σ⁸), and on the line L_RCAE − L_DAE = −½ σ⁸ E[s″²] + O(σ¹⁰).",
  hypotheses:
    "p > 0 is smooth on the whole space, with derivatives of log p that are bounded where p is not negligible; d > 1 for the antisymmetry.",
  source: "beyond the paper, from Theorems 1 and 2",
  stem: "b4-where-they-part",
  chapter: "04-the-next-order",
};

/**
 * B4: the denoiser is a gradient field. The contractive optimum is not, from the order σ⁶ on. The optimal losses differ from the
 * order σ⁸ on.
 */
export const b4: Claim<Optima> = {
  ...about,
  verify(optima: Optima = numericalOptima): ClaimReport {
    const several = mixtureCases.filter(({ density }) => density.dim > 1);
    return report(
      about,
      [
        ...several.flatMap((one) => [...symmetryChecks(optima, one), antisymmetryLimit(optima, one)]),
        lossLimit(optima, mixtureCases[0]),
      ],
      [
        ...several.map((one) => antisymmetryOrder(optima, one)),
        ...mixtureCases.filter(({ density }) => density.dim <= 2).flatMap((one) => lossOrders(optima, one)),
      ],
    );
  },
};

/**
 * Checks that the denoiser has J = Jᵀ and no circulation around a circle. The circulation does not depend on the computation of J.
 */
function symmetryChecks(optima: Optima, { name, density }: MixtureCase): Check[] {
  const denoiser = optima.dae(density, SIGMA);
  const around = circulation(denoiser);
  return [
    check({
      name: `J_DAE − J_DAEᵀ, ${name}, σ = ${SIGMA}: largest entry`,
      predicted: 0,
      measured: largestSize(antisymmetricPart(denoiser, draws(density))),
      tolerance: 2 * denoiser.jacobianErrorEstimate + 16 * Number.EPSILON,
      toleranceReason: "the stated error of J, and rounding",
    }),
    check({
      name: `∮ (r*_DAE − x)·dx around a circle, ${name}, σ = ${SIGMA}`,
      predicted: 0,
      measured: around,
      tolerance: 2 * Math.PI * (SIGMA ** 2 * denoiser.errorEstimate + 16 * Number.EPSILON),
      toleranceReason: "the stated error of r*, and rounding, along the circle",
    }),
  ];
}

/** The number of points on the circle. The sum over them converges exponentially. */
const CIRCLE_POINTS = 256;

/** ∮ (r(x) − x)·dx around the unit circle in the plane of the first two axes. */
function circulation(optimum: OptimalReconstruction): number {
  const { dim } = optimum;
  const angles = Array.from({ length: CIRCLE_POINTS }, (_, k) => (2 * Math.PI * k) / CIRCLE_POINTS);
  const points = Float64Array.from(
    angles.flatMap((t) => [Math.cos(t), Math.sin(t), ...new Array<number>(dim - 2).fill(0)]),
  );
  const change = displacement(optimum, points);
  return angles.reduce((sum, t, k) => {
    const along = -change[k * dim] * Math.sin(t) + change[k * dim + 1] * Math.cos(t);
    return sum + (2 * Math.PI * along) / CIRCLE_POINTS;
  }, 0);
}

/** J − Jᵀ, (n, d) -> (n, d, d). */
function antisymmetricPart(optimum: OptimalReconstruction, points: Float64Array): Float64Array {
  const { dim } = optimum;
  const jacobian = optimum.jacobian(points);
  return jacobian.map((entry, i) => {
    const [row, column] = [Math.floor(i / dim) % dim, i % dim];
    return entry - jacobian[i + (column - row) * (dim - 1)];
  });
}

/** Checks the limit of (J − Jᵀ)/σ⁶ as σ → 0, projected on AB − BA. Its root mean square is predicted. */
function antisymmetryLimit(optima: Optima, { name, density }: MixtureCase): Check {
  const points = draws(density);
  const expected = commutator(density, points);
  const norm = rootMeanSquare(expected);
  const projected = MIXTURE_SIGMAS.map((sigma) => {
    const optimum = optima.rcae(density, sigma);
    const part = antisymmetricPart(optimum, points);
    const product = part.reduce((sum, entry, i) => sum + entry * expected[i], 0) / part.length;
    return { at: sigma, value: product / norm / sigma ** 6 };
  });
  // Entries of J are near 1, and dividing by σ⁶ magnifies their rounding.
  const limit = richardson(projected, (16 * Number.EPSILON) / Math.min(...MIXTURE_SIGMAS) ** 6);
  return check({
    name: `(J_RCAE − J_RCAEᵀ)/σ⁶ as σ → 0 along AB − BA, ${name}: root mean square`,
    predicted: norm,
    measured: limit.value,
    tolerance: limit.errorEstimate + 1e-9 * norm,
    toleranceReason:
      "the error of extrapolating to σ = 0, which magnifies the rounding of J; that of the differences in A",
  });
}

function antisymmetryOrder(optima: Optima, { name, density }: MixtureCase): OrderFit {
  const points = draws(density);
  return fitOrder(`J_RCAE − J_RCAEᵀ, ${name}`, 6, MIXTURE_SIGMAS, (sigma) =>
    rootMeanSquare(antisymmetricPart(optima.rcae(density, sigma), points)),
  );
}

/** The orders of the remainders of both losses beyond d σ² − σ⁴ E|s|² + σ⁶ E|∇s|², and of the difference of the losses. */
function lossOrders(optima: Optima, { name, density, average }: MixtureCase): OrderFit[] {
  const { dim } = density;
  const clean = average();
  const score = density.score(clean.nodes);
  const hessian = density.hessian(clean.nodes);
  const squaredScore = clean.of((k) => sumOfSquares(score, k, dim)).value;
  const squaredHessian = clean.of((k) => sumOfSquares(hessian, k, dim * dim)).value;
  const shared = (sigma: number): number => -(sigma ** 4) * squaredScore + sigma ** 6 * squaredHessian;
  const dae = once((sigma) => lossBeyondNoise(optima.dae(density, sigma), average(sigma), 0));
  const rcae = once((sigma) => {
    const optimum = optima.rcae(density, sigma);
    // In the plane the finite elements integrate their own loss at less cost, and rounding is smaller compared with the remainder.
    return dim === 1 ? lossBeyondNoise(optimum, clean, sigma ** 2) : optimum.optimalLoss().value - dim * sigma ** 2;
  });
  const sigmas = dim === 1 ? LINE_SIGMAS : MIXTURE_SIGMAS;
  return [
    { of: "L_DAE − [d σ² − σ⁴ E|s|² + σ⁶ E|∇s|²]", error: (sigma: number) => dae(sigma) - shared(sigma) },
    { of: "L_RCAE − [d σ² − σ⁴ E|s|² + σ⁶ E|∇s|²]", error: (sigma: number) => rcae(sigma) - shared(sigma) },
    { of: "L_RCAE − L_DAE", error: (sigma: number) => rcae(sigma) - dae(sigma) },
  ].map(({ of, error }) => fitOrder(`${of}, ${name}`, 8, sigmas, (sigma) => Math.abs(error(sigma))));
}

/** Checks L_RCAE − L_DAE = −½ σ⁸ E[s″²] + O(σ¹⁰) on the line, where the terms of order σ⁸ add up to a single one. */
function lossLimit(optima: Optima, { name, density, average }: MixtureCase): Check {
  const clean = average();
  const laplacian = scoreLaplacian(density, clean.nodes).values;
  const predicted = -clean.of((k) => laplacian[k] ** 2).value / 2;
  const ratios = LIMIT_SIGMAS.map((sigma) => {
    const dae = lossBeyondNoise(optima.dae(density, sigma), average(sigma), 0);
    const rcae = lossBeyondNoise(optima.rcae(density, sigma), clean, sigma ** 2);
    return {
      at: sigma,
      value: (rcae - dae) / sigma ** 8,
      rounding: (64 * Number.EPSILON * Math.abs(dae)) / sigma ** 8,
    };
  });
  const limit = richardson(ratios, Math.max(...ratios.map(({ rounding }) => rounding)));
  return check({
    name: `(L_RCAE − L_DAE)/σ⁸ as σ → 0 against −½ E[s″²], ${name}`,
    predicted,
    measured: limit.value,
    tolerance: limit.errorEstimate,
    toleranceReason: "the error of extrapolating to σ = 0, and rounding of the two losses",
  });
}

/** The σ from which the difference of the losses over σ⁸ is extrapolated. */
const LIMIT_SIGMAS = [0.024, 0.017, 0.012];

/** The function with a memory, so that it is computed once for each σ. */
function once(f: (sigma: number) => number): (sigma: number) => number {
  const known = new Map<number, number>();
  return (sigma) => {
    const value = known.get(sigma) ?? f(sigma);
    known.set(sigma, value);
    return value;
  };
}

/**
 * L(r) − d σ², without cancellation. With f = r − x, both losses expand to E[|f|² + 2 σ² div f + penalty |∇f|²] + d σ². For the
 * denoiser the average is over p_σ, where E[f(x + ε)·ε] = σ² E div f, and the penalty is 0. For the contractive optimum the average
 * is over p, and the penalty is σ².
 */
function lossBeyondNoise(optimum: OptimalReconstruction, average: Average, penalty: number): number {
  const { dim, sigma } = optimum;
  const change = displacement(optimum, average.nodes);
  const jacobian = optimum.jacobian(average.nodes);
  return average.of((k) => {
    let divergence = 0;
    let squares = 0;
    for (let i = 0; i < dim * dim; i++) {
      const onDiagonal = Math.floor(i / dim) === i % dim ? 1 : 0;
      const slope = jacobian[k * dim * dim + i] - onDiagonal;
      if (onDiagonal) divergence += slope;
      squares += slope ** 2;
    }
    return sumOfSquares(change, k, dim) + 2 * sigma ** 2 * divergence + penalty * squares;
  }).value;
}

/** The sum of squares of the entries that belong to node k. */
function sumOfSquares(values: Float64Array, k: number, count: number): number {
  let sum = 0;
  for (let i = k * count; i < (k + 1) * count; i++) sum += values[i] ** 2;
  return sum;
}
