import { join } from "node:path";
import type { AttractorDistanceRow } from "../figures/charts/attractor-distances.ts";
import type { FalseAttractorRow } from "../figures/charts/false-attractor-study.ts";
import { csvRecords } from "../files/csv-records.ts";
import { projectRoot } from "../project.ts";

/** A network of the study of false attractors: how it was trained, what it has learnt, and where the starts around it end. */
export interface StudyNetwork extends FalseAttractorRow {
  /** The loss on points that it was not trained on. */
  readonly validation: number;
  /** On the same points, the loss of the identity, which corrects nothing. */
  readonly identity: number;
  /** Of what the best denoiser gains over the identity, the fraction that the network gains: at most 1, and negative where it is worse. */
  readonly learnt: number;
}

/** An attracting fixed point of one of these networks, more than one sigma from the data. */
export interface StudyAttractor extends AttractorDistanceRow {
  readonly seed: number;
  /** How many of 31 x 31 starts end there. */
  readonly starts: number;
}

/** The networks of `studies/false-attractors.csv`: for each seed, every length of training with every sigma. */
export function falseAttractorStudy(): readonly StudyNetwork[] {
  return csvRecords(studyFile("false-attractors.csv")).map((record) => {
    const [validation, identity, optimal] = ["validation", "identity", "optimal"].map((name) =>
      Number(record[`train.${name}`]),
    );
    return {
      sigma: Number(record.sigma),
      iterations: Number(record.iterations),
      seed: Number(record.seed),
      falseFraction: Number(record["modes.falseFraction"]),
      validation,
      identity,
      learnt: (identity - validation) / (identity - optimal),
    };
  });
}

/** The attracting fixed points of `studies/attractor-distances.csv`, those of one network after those of another. */
export function attractorDistanceStudy(): readonly StudyAttractor[] {
  return csvRecords(studyFile("attractor-distances.csv")).map((record) => ({
    sigma: Number(record.sigma),
    iterations: Number(record.iterations),
    seed: Number(record.seed),
    learnt: Number(record.learnt),
    distance: Number(record.distance),
    starts: Number(record.starts),
  }));
}

/** The path of a table that a study left. */
export function studyFile(name: string): string {
  return join(projectRoot(), "studies", name);
}
