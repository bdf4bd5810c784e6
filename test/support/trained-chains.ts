import { fusedReconstruction } from "../../src/autoencoder/kernel/fused-reconstruction.ts";
import { committedModel } from "../../src/autoencoder/plans/committed-models.ts";
import type { CommittedModel } from "../../src/autoencoder/plans/noise-level-models.ts";
import { distancesToCurve } from "../../src/density/curve/nearest-on-curve.ts";
import { curve10d, curve10dData } from "../../src/density/examples/curve10d.ts";
import { createRng } from "../../src/numerics/random/random.ts";
import { runChains } from "../../src/sampling/chains/chain-run.ts";
import { energyDistance } from "../../src/sampling/distances/energy-distance.ts";
import {
  type EnergyDifference,
  firstOrderDifference,
  pathDifference,
} from "../../src/sampling/energy/energy-difference.ts";
import { midpointRule } from "../../src/sampling/energy/path-rule.ts";
import { metropolisHastings } from "../../src/sampling/steps/metropolis-hastings.ts";

/** The end points of chains on a trained network that begin at data. */
export interface ChainEnds {
  /** The unbiased energy distance from noisy data that were not used in training. */
  readonly energyDistance: number;
  /** The median distance from the curve. */
  readonly medianDistance: number;
  readonly acceptance: number;
}

const CHAINS = 500;
const STEPS = 1600;
const PROPOSAL = 0.1;
const SEED = 17;
const HELD_OUT = 4000;

/**
 * The chains of figure 6: 500 chains of 1600 steps with sigma_MH = 0.1, by the path integral and by the first-order rule. `floor` is the
 * energy distance of the same number of other noisy data.
 */
export function trainedChains(model: CommittedModel): { path: ChainEnds; firstOrder: ChainEnds; floor: number } {
  const r = fusedReconstruction(committedModel(model).network);
  const { dim } = r;
  const data = curve10dData();
  const noisy = data.smoothed(r.sigma);
  const heldOut = noisy.sample(createRng(SEED, 1), HELD_OUT);
  const ends = (energyDifference: EnergyDifference): ChainEnds => {
    const { draws, acceptance } = runChains(
      metropolisHastings({ dim, energyDifference, proposal: PROPOSAL }),
      createRng(SEED, 2),
      data.sample(createRng(SEED, 3), CHAINS),
      { steps: STEPS, burnIn: STEPS - 1 },
    );
    return {
      energyDistance: energyDistance(draws, heldOut, dim),
      medianDistance: distancesToCurve(curve10d().curve, draws).sort()[CHAINS >> 1],
      acceptance: (acceptance as Float64Array).reduce((sum, share) => sum + share / CHAINS, 0),
    };
  };
  return {
    path: ends(pathDifference(r, midpointRule)),
    firstOrder: ends(firstOrderDifference(r)),
    floor: energyDistance(noisy.sample(createRng(SEED, 4), CHAINS), heldOut, dim),
  };
}
