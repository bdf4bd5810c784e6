import type { Density } from "../density/density.ts";
import { relativeLaplacianGradient } from "../density/local/relative-laplacians.ts";
import { optimalReconstruction } from "../reconstruction/optimal.ts";
import { displacement, type OptimalReconstruction } from "../reconstruction/reconstruction.ts";
import type { Claim } from "./claim.ts";
import type { Check, ClaimReport } from "./claim-report.ts";
import type { ClaimStatement } from "./claim-statement.ts";
import { report } from "./evidence/evidence.ts";
import {
  coefficientCheck,
  type LocalCase,
  type LocalParts,
  localCases,
  radiusOrder,
  realLocalParts,
} from "./evidence/local-cases.ts";

/** The parts of B5: the powers of δ in mass and mean, and the difference of the mean and the optimal denoiser of Gaussian noise. */
export interface NextOrderParts extends LocalParts {
  /** The leading order of m_δ − r*_DAE for noise with the variance of the ball, σ² = δ²/(d+2). Shape (d). */
  meanAgainstDenoiser(density: Density, point: Float64Array, radius: number): Float64Array;
}

export const realNextOrderParts: NextOrderParts = {
  ...realLocalParts,
  meanAgainstDenoiser: (density, point, radius) => {
    const factor = -(radius ** 4) / ((density.dim + 2) ** 2 * (density.dim + 4));
    return relativeLaplacianGradient(density, point).map((value) => factor * value);
  },
};

const about: ClaimStatement = {
  id: "b5",
  title: "The local mean's next order",
  statement:
    "Z_δ = V_d δ^d [p + δ² Δp / (2 (d+2)) + δ⁴ Δ²p / (8 (d+2) (d+4)) + O(δ⁶)], m_δ = x₀ + δ² s / (d+2) + δ⁴ / (2 (d+2)) [∇Δp / ((d+4) p) − s Δp / ((d+2) p)] + O(δ⁶), and m_δ − r*_DAE = −δ⁴ ∇Δp / ((d+2)² (d+4) p) + O(δ⁶) for σ² = δ²/(d+2).",
  hypotheses: "p(x₀) > 0, and p is six times continuously differentiable near x₀.",
  source: "beyond the paper, from its local moments",
  stem: "b5-local-moments-next-order",
  chapter: "06-local-moments",
};

/**
 * B5: the local mass and mean up to δ⁴, and the difference of the local mean and the denoiser of Gaussian noise. d = 1, 2, 3 and
 * 10.
 */
export const b5: Claim<NextOrderParts> = {
  ...about,
  verify(parts: NextOrderParts = realNextOrderParts): ClaimReport {
    const cases = localCases();
    const orders = cases.flatMap((one) => {
      const { density, point } = one;
      const expansion = (radius: number) => parts.expansion(density, point, radius, 4);
      return [
        radiusOrder("m_δ − x₀ − (δ² and δ⁴ terms)", 6, one, ({ radius, shift }) =>
          distance(shift, expansion(radius).shift),
        ),
        radiusOrder("Z_δ / (V_d δ^d p) − 1 − (δ² and δ⁴ terms)", 6, one, ({ radius, massExcess }) =>
          Math.abs(massExcess - expansion(radius).massExcess),
        ),
        radiusOrder("m_δ − r*_DAE − (δ⁴ term), σ² = δ²/(d+2)", 6, one, ({ radius, shift }) => {
          const denoised = displacement(denoiser(one, radius), point);
          const expected = parts.meanAgainstDenoiser(density, point, radius);
          return distance(
            shift,
            denoised.map((value, a) => value + expected[a]),
          );
        }),
      ];
    });
    return report(
      about,
      cases.flatMap((one) => [massCheck(parts, one), meanCheck(parts, one), denoiserCheck(parts, one)]),
      orders,
    );
  },
};

/** Checks the coefficient of δ⁴ in the mass. */
function massCheck({ expansion }: NextOrderParts, one: LocalCase): Check {
  const upTo = (order: 2 | 4, radius: number): number => expansion(one.density, one.point, radius, order).massExcess;
  return coefficientCheck(one, {
    name: `mass, coefficient of δ⁴ against Δ²p / (8 (d+2) (d+4) p), ${one.name}`,
    power: 4,
    measured: ({ massExcess, radius }) => (massExcess - upTo(2, radius)) / radius ** 4,
    error: ({ errorEstimate, radius }) => errorEstimate / radius ** 4,
    predicted: (radius) => upTo(4, radius) - upTo(2, radius),
  });
}

/** Checks the coefficient of δ⁴ in the mean. */
function meanCheck({ expansion }: NextOrderParts, one: LocalCase): Check {
  const upTo = (order: 2 | 4, radius: number): number => expansion(one.density, one.point, radius, order).shift[0];
  return coefficientCheck(one, {
    name: `mean, coefficient of δ⁴ against [∇Δp / ((d+4) p) − s Δp / ((d+2) p)] / (2 (d+2)), first coordinate, ${one.name}`,
    power: 4,
    measured: ({ shift, radius }) => (shift[0] - upTo(2, radius)) / radius ** 4,
    error: ({ errorEstimate, radius }) => errorEstimate / radius ** 3,
    predicted: (radius) => upTo(4, radius) - upTo(2, radius),
  });
}

function denoiserCheck({ meanAgainstDenoiser }: NextOrderParts, one: LocalCase): Check {
  return coefficientCheck(one, {
    name: `(m_δ − r*_DAE) / δ⁴ as δ → 0 against −∇Δp / ((d+2)² (d+4) p), first coordinate, ${one.name}`,
    power: 4,
    measured: ({ shift, radius }) => (shift[0] - displacement(denoiser(one, radius), one.point)[0]) / radius ** 4,
    error: ({ errorEstimate, radius }) => {
      const { sigma, errorEstimate: denoiserError } = denoiser(one, radius);
      return errorEstimate / radius ** 3 + (sigma ** 2 * denoiserError) / radius ** 4;
    },
    predicted: (radius) => meanAgainstDenoiser(one.density, one.point, radius)[0],
  });
}

/** The optimal denoiser of Gaussian noise whose variance is that of a uniform point of the ball along each axis. */
function denoiser({ density }: LocalCase, radius: number): OptimalReconstruction {
  return optimalReconstruction(density, "dae", radius / Math.sqrt(density.dim + 2));
}

function distance(a: Float64Array, b: Float64Array): number {
  return Math.hypot(...a.map((value, i) => value - b[i]));
}
