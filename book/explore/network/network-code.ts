import { scorebookCommand } from "../shared/shell.ts";
import { REPLICATES, VALIDATION } from "./network-numbers.ts";
import type { NetworkState } from "./network-state.ts";

/** A cell of a notebook, or a script, that trains the same network to the end. */
export function networkTypescript(state: NetworkState): string {
  const { data, points, samples, sigma, hidden, scale, iterations, seed } = state;
  const [imports, source, replicates] =
    data === "spiral"
      ? ["drawnData, spiral, Training", `drawnData(spiral(), ${samples}, ${seed})`, ""]
      : [
          "splitData, Training",
          `splitData(Float64Array.from(${JSON.stringify(points)}.flat()), 2, ${VALIDATION}, ${seed})`,
          ` noiseReplicates: ${REPLICATES},`,
        ];
  return `import { ${imports} } from "scorebook";

const data = ${source};
const training = await Training.start(data, {
  sigma: ${sigma}, hidden: ${hidden}, iterations: ${iterations}, seed: ${seed}, initialScale: ${scale},${replicates}
});
while (!training.done) training.step();
const { loss: validation, identity } = training.validation;
console.log(JSON.stringify({ iterations: training.iteration, training: training.loss, validation, identity }));
await training.close();
`;
}

/** The command that trains the same network into the file network.json; points that were placed go into a file first. */
export function networkCommand(state: NetworkState): string {
  const { data, points, samples, sigma, hidden, scale, iterations, seed } = state;
  const file = "points.csv";
  const source =
    data === "spiral"
      ? ["--data", "spiral", "--samples", `${samples}`]
      : [
          ...["--data", file, "--validation", `${VALIDATION}`, "--noise-replicates", `${REPLICATES}`],
          ...["--patience", "never"],
        ];
  const command = scorebookCommand(
    ...["train", ...source, "--sigma", `${sigma}`, "--hidden", `${hidden}`],
    ...["--iterations", `${iterations}`, "--initial-scale", `${scale}`, "--seed", `${seed}`],
    ...["--engine", "fused", "--out", "network.json", "--json"],
  );
  if (data === "spiral") return `${command}\n`;
  const rows = points.map((point) => point.join(",")).join("\n");
  return `cat > ${file} <<'END'\nx1,x2\n${rows}\nEND\n${command}\n`;
}
