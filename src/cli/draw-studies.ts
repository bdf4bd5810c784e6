import { join } from "node:path";
import { type FalseAttractorRow, falseAttractorStudyFigure } from "../figures/false-attractor-study.ts";
import { openRenderer } from "../figures/render.ts";
import { csvRecords } from "../files/csv-records.ts";
import { writeWhole } from "../files/whole-file.ts";
import { projectRoot } from "../project.ts";

// The program behind `npm run studies`: draws the merged tables of the studies that ship.
const folder = join(projectRoot(), "studies");
const rows = csvRecords(join(folder, "false-attractors.csv")).map(
  (record): FalseAttractorRow => ({
    sigma: Number(record.sigma),
    iterations: Number(record.iterations),
    seed: Number(record.seed),
    falseFraction: Number(record["modes.falseFraction"]),
  }),
);
const specification = falseAttractorStudyFigure(rows);
const { width, height } = specification.layout as { width: number; height: number };
const renderer = await openRenderer();
try {
  const picture = await renderer.render(specification, { width, height }, "png");
  writeWhole(join(folder, "false-attractors.png"), picture);
  process.stdout.write("Written: studies/false-attractors.png\n");
} finally {
  await renderer.close();
}
