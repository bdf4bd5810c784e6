import type { EstimatorName } from "./estimator.ts";
import { oneLayerUnits } from "./one-layer.ts";

/** What a comparison came to. */
interface Verdict {
  readonly chosen: EstimatorName;
  /** The estimators that were compared. */
  readonly results: readonly { readonly name: EstimatorName }[];
}

/** What the comparison itself says, in sentences without their full stops. */
export function verdictWarnings({ chosen, results }: Verdict, dim: number): string[] {
  const warnings: string[] = [];
  const compared = results.map(({ name }) => name);
  if (chosen === "identity") {
    warnings.push(
      "no estimator is better than doing nothing, r(x) = x, by more than its standard error: at this sigma the data don't tell the score",
    );
  } else if (chosen === "gaussian") {
    warnings.push(
      "no estimator is better than one Gaussian by more than one standard error: the data show no other structure at this sigma",
    );
  } else if (chosen === "points" && compared.some((name) => name === "one-layer" || name === "deep")) {
    warnings.push(
      "the points themselves, a kernel density estimate, are kept: the rows are too few, or sigma is too small, for a network to learn more",
    );
  }
  if (compared.includes("one-layer") && oneLayerUnits(dim) < dim) {
    warnings.push(
      `the one-layer network has ${oneLayerUnits(dim)} units for ${dim} columns: without a skip connection r(x) lies in ${oneLayerUnits(dim)} directions, and it can't come near the identity`,
    );
  }
  return warnings;
}
