import {
  bayesRisk,
  type CurvePoint,
  type Distribution,
  displacement,
  drawnData,
  meanCosine,
  optimalReconstruction,
  spiral,
  splitData,
  Training,
  type TrainingData,
} from "scorebook";
import { distributionOf } from "../points/points-state.ts";
import { squareMiddlesOf } from "../shared/square-grid.ts";
import { type NetworkState, sideOf } from "./network-state.ts";

/** Of points that were placed, the fraction that is kept for validation. */
export const VALIDATION = 0.2;
/** So often each point that was placed is taken, each time with other noise. */
export const REPLICATES = 40;
/** Arrows along each side of the picture. */
const ARROWS = 21;

/** What the page on a network shows, in numbers. */
export interface NetworkNumbers {
  readonly iteration: number;
  /** The loss that is minimised, and the losses on other points: of the network, of r(x) = x, and of the best denoiser, where it is known. */
  readonly training: number;
  readonly validation: number;
  readonly identity: number;
  readonly optimal: number | null;
  /** The losses on the way, at most 51 of them. */
  readonly curve: readonly CurvePoint[];
  /** The arrows: where they begin, and r(x) - x there, (n, 2) each. */
  readonly places: Float64Array;
  readonly arrows: Float64Array;
  /** The mean cosine of the angle between these arrows and those of the best denoiser of the data. */
  readonly cosine: number;
  readonly done: boolean;
}

/** A network that is being trained, a few iterations at a time. */
export interface Session {
  /** Makes so many iterations, or as many as are left, and says where things are. */
  advance(iterations: number): NetworkNumbers;
  close(): Promise<void>;
}

/** The points that a network is trained on. */
export function trainingDataOf({ data, points, samples, seed }: NetworkState): TrainingData {
  if (data === "spiral") return drawnData(spiral(), samples, seed);
  return splitData(Float64Array.from(points.flat()), 2, VALIDATION, seed);
}

/** @throws InputError for a state that can't be used, such as a single point */
export async function startSession(state: NetworkState): Promise<Session> {
  const { data, sigma, hidden, scale, iterations, seed } = state;
  const replicates = data === "points" ? { noiseReplicates: REPLICATES } : {};
  const options = { sigma, hidden, iterations, seed, initialScale: scale, ...replicates };
  const training = await Training.start(trainingDataOf(state), options, { threads: 1 });
  const distribution: Distribution = data === "spiral" ? spiral() : distributionOf(state.points);
  const places = squareMiddlesOf(sideOf(state), ARROWS);
  const best = displacement(optimalReconstruction(distribution, "dae", sigma), places);
  const draws = training.validationDraws;
  const optimal = data === "spiral" && draws ? bayesRisk(distribution, sigma, draws) : null;
  return {
    advance: (count) => {
      for (let k = 0; k < count && !training.done; k++) training.step();
      const arrows = displacement(training.network, places);
      const { loss: validation, identity } = training.validation;
      return {
        iteration: training.iteration,
        ...{ training: training.loss, validation, identity, optimal },
        curve: [...training.curve],
        ...{ places, arrows, cosine: meanCosine(arrows, best, 2) },
        done: training.done,
      };
    },
    close: () => training.close(),
  };
}
