import type { Density } from "../../density/density.ts";
import { linspace } from "../../numerics/approximation/grid.ts";
import { compositeRule } from "../../numerics/quadrature/gauss-legendre.ts";
import { paper1d, threeBumps } from "./densities.ts";

/** A density on which a claim is measured, and the region over which errors are measured. */
export interface TestCase {
  readonly name: string;
  readonly density: Density;
  /** The quadrature nodes of the region. */
  readonly nodes: Float64Array;
  /** sqrt(INT p e^2) over the region, from errors e at the nodes. */
  rootMeanSquare(errors: Float64Array): number;
}

/**
 * The paper's density away from its walls, and a mixture on the whole line. At the walls p is 1e-11, and the reconstructions bend to
 * satisfy the boundary condition.
 */
export function testCases(): readonly TestCase[] {
  return [
    testCase("paper's density, |x| ≤ 1.2", paper1d(), -1.2, 1.2),
    testCase("three-Gaussian mixture, −3 ≤ x ≤ 4", threeBumps(), -3, 4),
  ];
}

function testCase(name: string, density: Density, lower: number, upper: number): TestCase {
  const { nodes, weights } = compositeRule(linspace(lower, upper, 61), 8);
  const logPdf = density.logPdf(nodes);
  return {
    name,
    density,
    nodes,
    rootMeanSquare: (errors) =>
      Math.sqrt(errors.reduce((sum, error, i) => sum + weights[i] * Math.exp(logPdf[i]) * error * error, 0)),
  };
}
