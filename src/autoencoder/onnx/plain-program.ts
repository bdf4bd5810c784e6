import { evaluate } from "./graph/evaluate.ts";
import type { Numbers } from "./graph/value.ts";
import type { Fed, NamedGraph, Program } from "./program.ts";

/**
 * A graph that plain TypeScript runs in float64, where ONNX Runtime is not installed. One thread does a few billion operations a second.
 */
export function plainProgram(graph: NamedGraph): Program {
  return {
    engine: "plain",
    precision: "float64",
    run: (inputs, outputs) => {
      const names = Object.keys(outputs);
      const numbers = Object.fromEntries(Object.entries(inputs).map(([name, fed]) => [name, numbersOf(fed)]));
      const results = evaluate(
        names.map((name) => graph.outputs[name]),
        numbers,
      );
      for (const [k, name] of names.entries()) outputs[name].data.set(results[k].data);
    },
    close: () => {},
  };
}

function numbersOf({ data, shape }: Fed): Numbers {
  return { shape, data: data instanceof Float64Array ? data : Float64Array.from(data) };
}
