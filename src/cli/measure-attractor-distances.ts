import { drawnData } from "../autoencoder/data/training-data.ts";
import { fusedReconstruction } from "../autoencoder/kernel/fused-reconstruction.ts";
import { trainModel } from "../autoencoder/plans/train-model.ts";
import { spiral } from "../density/examples/spiral.ts";
import { writeWhole } from "../files/whole-file.ts";
import { falseAttractorStudy, type StudyNetwork, studyFile } from "../notebook/studies.ts";
import { squareGrid } from "../numerics/approximation/grid.ts";
import { falseAttractors } from "../reconstruction/field/false-attractors.ts";

// The program behind `npm run studies -- distances`: trains the networks of the study of false attractors again, and writes
// down how far from the spiral each of their attracting fixed points is that is more than one sigma from it.

/** In sigmas: nearer fixed points lie on the spiral. */
const NEAREST = 1;
/** Digits of a distance. */
const DIGITS = 6;

/** The rows of the table that belong to one network. */
async function rowsOf({ seed, iterations, sigma, learnt }: StudyNetwork): Promise<string[]> {
  const data = drawnData(spiral(), 2000, seed);
  const options = { sigma, hidden: 200, iterations, seed, initialScale: 20 };
  const { network } = await trainModel({ data, source: "spiral", options });
  const r = fusedReconstruction(network);
  const { attractors } = falseAttractors(r, squareGrid(2, 31), spiral().curve, { cutoff: NEAREST });
  return attractors.map(({ distance, starts }) =>
    [seed, iterations, sigma, learnt.toPrecision(DIGITS), distance.toPrecision(DIGITS), starts].join(","),
  );
}

/** Trains all networks, and writes the table. */
export async function measureAttractorDistances(): Promise<void> {
  const networks = falseAttractorStudy();
  const rows = ["seed,iterations,sigma,learnt,distance,starts"];
  for (const [k, network] of networks.entries()) {
    rows.push(...(await rowsOf(network)));
    process.stderr.write(`\r${k + 1} of ${networks.length} networks`);
  }
  process.stderr.write("\n");
  writeWhole(studyFile("attractor-distances.csv"), `${rows.join("\n")}\n`);
  process.stdout.write("Written: studies/attractor-distances.csv\n");
}
