import { Evaluation } from "./graph/evaluate.ts";
import type { Numbers } from "./graph/value.ts";
import type { Fed, NamedGraph, Program } from "./program.ts";

/**
 * A graph that plain TypeScript runs in float64, where ONNX Runtime is not installed. It keeps the arrays for each set of shapes that
 * the inputs have had; batches have two at most. One thread does about a billion operations a second.
 */
export function plainProgram(graph: NamedGraph): Program {
  const evaluations = new Map<string, Evaluation>();
  const evaluationFor = (names: readonly string[], inputs: Readonly<Record<string, Numbers>>): Evaluation => {
    const shapes = Object.fromEntries(Object.entries(inputs).map(([name, { shape }]) => [name, shape]));
    const key = JSON.stringify([names, shapes]);
    const known = evaluations.get(key);
    if (known) return known;
    const made = new Evaluation(
      names.map((name) => graph.outputs[name]),
      shapes,
    );
    evaluations.set(key, made);
    return made;
  };
  return {
    engine: "plain",
    precision: "float64",
    run: (inputs, outputs) => {
      const names = Object.keys(outputs);
      const numbers = Object.fromEntries(Object.entries(inputs).map(([name, fed]) => [name, numbersOf(fed)]));
      const results = evaluationFor(names, numbers).run(numbers);
      for (const [k, name] of names.entries()) outputs[name].data.set(results[k].data);
    },
    close: () => evaluations.clear(),
  };
}

function numbersOf({ data, shape }: Fed): Numbers {
  return { shape, data: data instanceof Float64Array ? data : Float64Array.from(data) };
}
