import { spiral } from "../../density/examples/spiral.ts";
import { checkObject, checkPositive } from "../../numerics/check.ts";
import { drawnData } from "../data/training-data.ts";
import { type OldTrainingNames, withNewNames } from "../training/option-names.ts";
import type { ModelPlan } from "./train-model.ts";

/** A trained model whose file is in models/, because training it takes a minute or so. */
export interface CommittedModel {
  /** The name of its file, models/<name>.json. */
  readonly name: string;
  /** The plan of its training, which gives the same file again, byte for byte. */
  plan(): ModelPlan;
}

/** The noise with which a small auto-encoder of the spiral is trained. */
export interface NoiseLevel extends Pick<OldTrainingNames, "stages"> {
  readonly sigma: number;
  /** Larger sigmas to train with first. Default none. */
  readonly annealing?: readonly number[];
  /** Default 300. */
  readonly iterations?: number;
}

/** A schedule from noise as wide as the spiral down to three times the last level. */
const SCHEDULE: readonly number[] = [0.3, 0.1, 0.03, 0.01, 0.003];

/**
 * An auto-encoder of the spiral for one level of noise: 2000 points, 200 units. Its initial output has the size of the data, as with
 * most recipes for initial weights, so that the figure shows what happens away from the data.
 */
export function spiralPlan(level: NoiseLevel, seed: number): ModelPlan {
  checkObject("level", level, "sigma, and if need be annealing and iterations");
  const { sigma, annealing = [], iterations = 300 } = withNewNames(level);
  checkPositive("sigma", sigma);
  return {
    data: drawnData(spiral(), 2000, seed),
    source: "spiral",
    options: { sigma, hidden: 200, iterations, seed, annealing, initialScale: 20, initialOutput: 1 },
  };
}

function committed(name: string, level: NoiseLevel): readonly CommittedModel[] {
  return [1, 2, 3].map((seed) => ({ name: `${name}-seed-${seed}`, plan: () => spiralPlan(level, seed) }));
}

/** Figure 7's auto-encoders, trained with too little noise: sigma is a 250th of the distance between two arms. */
export const littleNoiseModels: readonly CommittedModel[] = committed("spiral-sigma-0.001", { sigma: 0.001 });
/** The same, with ten times the noise. */
export const moreNoiseModels: readonly CommittedModel[] = committed("spiral-sigma-0.01", { sigma: 0.01 });
/** The same, with thirty times the noise. */
export const muchNoiseModels: readonly CommittedModel[] = committed("spiral-sigma-0.03", { sigma: 0.03 });
/** The same with equally little noise at the end, and with much noise at the beginning. */
export const stagedModels: readonly CommittedModel[] = committed("spiral-stages-to-0.001", {
  sigma: 0.001,
  annealing: SCHEDULE,
});
/** With too little noise, trained more than three times as long. */
export const littleNoiseLongModels: readonly CommittedModel[] = committed("spiral-sigma-0.001-long", {
  sigma: 0.001,
  iterations: 1000,
});
/** With thirty times the noise, trained equally long. */
export const muchNoiseLongModels: readonly CommittedModel[] = committed("spiral-sigma-0.03-long", {
  sigma: 0.03,
  iterations: 1000,
});
/** Annealed and trained longer: six sigmas share the iterations. */
export const stagedLongModels: readonly CommittedModel[] = committed("spiral-stages-to-0.001-long", {
  sigma: 0.001,
  annealing: SCHEDULE,
  iterations: 2000,
});
/** All of these models. */
export const noiseLevelModels: readonly CommittedModel[] = [
  ...littleNoiseModels,
  ...moreNoiseModels,
  ...muchNoiseModels,
  ...stagedModels,
  ...littleNoiseLongModels,
  ...muchNoiseLongModels,
  ...stagedLongModels,
];
