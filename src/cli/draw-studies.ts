import { attractorDistancesFigure } from "../figures/charts/attractor-distances.ts";
import { falseAttractorStudyFigure } from "../figures/charts/false-attractor-study.ts";
import { openRenderer } from "../figures/rendering/render.ts";
import { writeWhole } from "../files/whole-file.ts";
import { attractorDistanceStudy, falseAttractorStudy, studyFile } from "../notebook/studies.ts";
import { noiseRadius } from "../reconstruction/field/noise-radius.ts";
import { measureAttractorDistances } from "./measure-attractor-distances.ts";

// `npm run studies` runs this program. It draws the merged tables of the studies that are part of the package. With the words
// `distances FOLDER` it first measures the table of distances again, from the networks in the folder of the sweep.
const [word, folder] = process.argv.slice(2);
if (word !== undefined && (word !== "distances" || folder === undefined)) {
  process.stderr.write("Usage: npm run studies [-- distances FOLDER], with the folder of the sweep of the study\n");
  process.exit(2);
}
if (folder !== undefined) measureAttractorDistances(folder);
const pictures = {
  "false-attractors.png": falseAttractorStudyFigure(falseAttractorStudy()),
  "attractor-distances.png": attractorDistancesFigure(attractorDistanceStudy(), noiseRadius(2)),
};
const renderer = await openRenderer();
try {
  for (const [name, specification] of Object.entries(pictures)) {
    const { width, height } = specification.layout as { width: number; height: number };
    writeWhole(studyFile(name), await renderer.render(specification, { width, height }, "png"));
    process.stdout.write(`Written: studies/${name}\n`);
  }
} finally {
  await renderer.close();
}
