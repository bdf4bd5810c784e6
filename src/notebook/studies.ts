import { join } from "node:path";
import type { AttractorDistanceRow } from "../figures/charts/attractor-distances.ts";
import type { FalseAttractorRow } from "../figures/charts/false-attractor-study.ts";
import { csvRecords } from "../files/csv-records.ts";
import { projectRoot } from "../project.ts";

/**
 * A network of the study of false attractors: its training, its losses, and the fraction of starts that end in false attractors.
 */
export interface StudyNetwork extends FalseAttractorRow {
  /** The hash of its job, which is the name of its folder in the sweep. */
  readonly hash: string;
  /** The loss on points on which the network was not trained. */
  readonly validation: number;
  /** The loss of the identity, which corrects nothing, on the same points. */
  readonly identity: number;
  /**
   * The fraction of the possible gain over the identity that the network achieves. It is at most 1, and negative if the network is
   * worse than the identity.
   */
  readonly learnt: number;
}

/** An attracting fixed point of one of these networks, at a distance of more than one sigma from the data. */
export interface StudyAttractor extends AttractorDistanceRow {
  readonly seed: number;
  /** The number of the 31 x 31 starts that end at the fixed point. */
  readonly starts: number;
}

/** The networks of `studies/false-attractors.csv`: for each seed, every combination of a length of training and a sigma. */
export function falseAttractorStudy(): readonly StudyNetwork[] {
  return csvRecords(studyFile("false-attractors.csv")).map((record) => {
    const [validation, identity, optimal] = ["validation", "identity", "optimal"].map((name) =>
      Number(record[`train.${name}`]),
    );
    return {
      hash: record.hash,
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

/** The attracting fixed points of `studies/attractor-distances.csv`, network by network. */
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

/** The path of a table that a study has written. */
export function studyFile(name: string): string {
  return join(projectRoot(), "studies", name);
}
