import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { EngineRow, EngineTable } from "../autoencoder/engine/engine-table.ts";
import { engineGrid, measureEngines } from "../bench/engines/measure-engines.ts";
import { writeWhole } from "../files/whole-file.ts";
import { projectRoot } from "../project.ts";

// `npm run engines` runs this program. It measures the engines and writes the table by which `--engine auto` chooses.
// Argument: the number of threads, by default one for each processor. Other programs disturb one thread least.
const threads = Number(process.argv[2] ?? availableParallelism());
const tasks = engineGrid();
let done = 0;
const table = await measureEngines(tasks, threads, ({ task, network, dim, hidden, batch, microseconds }) => {
  const times = Object.entries(microseconds).map(([name, time]) => `${name} ${time}`);
  const what = `${network}, d = ${dim}, H = ${hidden.join(" x ")}, ${batch} points`;
  process.stderr.write(
    `${++done} of ${tasks.length}: ${task} of ${what}: ${times.join(", ")} microseconds for each point\n`,
  );
});
writeWhole(join(projectRoot(), "src", "autoencoder", "engine", "engines.json"), tableText(table));
process.stdout.write("Written: src/autoencoder/engine/engines.json\n");

/** One row on each line. */
function tableText({ processor, threads, rows }: EngineTable): string {
  const line = (row: EngineRow): string => `    ${JSON.stringify(row)}`;
  return `{\n  "processor": ${JSON.stringify(processor)},\n  "threads": ${threads},\n  "rows": [\n${rows.map(line).join(",\n")}\n  ]\n}\n`;
}
