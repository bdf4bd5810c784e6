import { existsSync } from "node:fs";
import { join } from "node:path";
import { fusedReconstruction } from "../autoencoder/kernel/fused-reconstruction.ts";
import { readModel } from "../autoencoder/model/stored-model.ts";
import { isOneLayer } from "../autoencoder/model/trained-model.ts";
import { spiral } from "../density/examples/spiral.ts";
import { writeWhole } from "../files/whole-file.ts";
import { falseAttractorStudy, type StudyNetwork, studyFile } from "../notebook/studies.ts";
import { squareGrid } from "../numerics/approximation/grid.ts";
import { falseAttractors } from "../reconstruction/field/false-attractors.ts";
import { startProgress } from "./output/progress.ts";

// `npm run studies -- distances FOLDER` runs this program. It reads the networks that the sweep of the study wrote into its folder, and
// writes a table with the distance from the spiral of each of their attracting fixed points that is more than one sigma away from it.

/** Fixed points that are nearer to the spiral than this, in sigmas, count as points of the spiral. */
const NEAREST = 1;
/** The number of digits of a distance in the table. */
const DIGITS = 6;

/** The rows of the table that belong to one network. */
function rowsOf({ seed, iterations, sigma, learnt }: StudyNetwork, model: string): string[] {
  const parts = readModel(model);
  if (!isOneLayer(parts)) throw new Error(`${model} is not a network with one layer`);
  const r = fusedReconstruction(parts.network);
  const { attractors } = falseAttractors(r, squareGrid(2, 31), spiral().curve, { cutoff: NEAREST });
  return attractors.map(({ distance, starts }) =>
    [seed, iterations, sigma, learnt.toPrecision(DIGITS), distance.toPrecision(DIGITS), starts].join(","),
  );
}

/**
 * Writes the table of distances, from the networks in the folder of the sweep whose merged table is committed.
 * @throws Error if a network of the table is not in the folder
 */
export function measureAttractorDistances(folder: string): void {
  const networks = falseAttractorStudy().map((network) => ({
    network,
    model: join(folder, "jobs", network.hash, "model.json"),
  }));
  const missing = networks.filter(({ model }) => !existsSync(model));
  if (missing.length > 0) {
    throw new Error(
      `${missing.length} of ${networks.length} networks of studies/false-attractors.csv are not in ${folder}, the first of them ${missing[0].model}; first run the sweep and merge it into the table`,
    );
  }
  const progress = startProgress("distances", networks.length);
  const rows = ["seed,iterations,sigma,learnt,distance,starts"];
  for (const { network, model } of networks) {
    const part = `seed ${network.seed}, iterations ${network.iterations}, sigma ${network.sigma}`;
    progress.begin(part);
    rows.push(...rowsOf(network, model));
    progress.finish(part);
  }
  progress.stop();
  writeWhole(studyFile("attractor-distances.csv"), `${rows.join("\n")}\n`);
  process.stdout.write("Written: studies/attractor-distances.csv\n");
}
