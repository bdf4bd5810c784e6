import type { LossesAtSigma } from "../../../autoencoder/fit/compare-estimators.ts";
import type { Fit } from "../../../autoencoder/fit/fit-model.ts";
import {
  type LossesAt,
  lossesOfEstimators,
  type RelativeLoss,
} from "../../../figures/own-data/losses-of-estimators.ts";
import type { Picture } from "../../../figures/own-data/picture.ts";

/** The picture of a fit: the losses along sigma if there are several sigmas, otherwise a bar for each estimator. */
export function fitPicture({ grid, comparison, sigma, sigmaReason, standardised }: Fit): Picture {
  const { results, chosen, identity, optimal } = comparison;
  const single = typeof sigma === "number";
  const atOne = results.map(
    ({ name, relativeToIdentity, standardError }): RelativeLoss => ({
      name,
      loss: relativeToIdentity,
      standardError: standardError / identity,
    }),
  );
  const along =
    grid.length > 0
      ? grid.map(lossesAlong)
      : [{ sigma: single ? sigma : sigma[0], losses: besides(atOne), kept: chosen }];
  return lossesOfEstimators({
    along,
    kept: chosen,
    taken: single && sigmaReason !== null ? sigma : null,
    unit: standardised ? "standard deviations of the columns" : "in the units of the data",
    optimal: optimal === null ? null : optimal / identity,
  });
}

function lossesAlong({ sigma, relativeToIdentity, standardError, choice }: LossesAtSigma): LossesAt {
  const losses = Object.entries(relativeToIdentity).map(
    ([name, loss = Number.NaN]): RelativeLoss => ({
      name,
      loss,
      standardError: standardError[name as keyof typeof standardError] ?? Number.NaN,
    }),
  );
  return { sigma, losses: besides(losses), kept: choice.chosen };
}

/** The estimators except the identity, which is drawn as a line; if it is the only one, it is shown as a bar. */
function besides(losses: readonly RelativeLoss[]): readonly RelativeLoss[] {
  const others = losses.filter(({ name }) => name !== "identity");
  return others.length > 0 ? others : losses;
}
