import { inOrder } from "./graph/gradient.ts";
import { input } from "./graph/leaves.ts";
import { substitute } from "./graph/substitute.ts";
import type { Value } from "./graph/value.ts";
import type { Fed, NamedGraph, Program } from "./program.ts";
import { TanhMemory } from "./tanh-memory.ts";

/** A part of a graph without tanh; its outputs are the arguments of tanh. */
interface Stage {
  readonly graph: NamedGraph;
  /** The values, as inputs of later stages, under the names that they have as outputs of this one. */
  readonly tanhs: readonly Value[];
}

/**
 * A graph, cut where it takes tanh: each stage returns arguments of tanh, and the last one returns the outputs of the graph. Null for a
 * graph without tanh, or where the size of an argument cannot be derived from the sizes of the inputs.
 */
export function tanhStages(graph: NamedGraph): Stage[] | null {
  const ends = Object.values(graph.outputs);
  const tanhs = inOrder(ends).filter(({ operator }) => operator.type === "Tanh");
  const axes = new Set(graph.inputs.flatMap(({ shape }) => shape));
  const isKnown = ({ shape }: Value): boolean => shape.every((axis) => typeof axis === "number" || axes.has(axis));
  if (tanhs.length === 0 || !tanhs.every(isKnown)) return null;
  const inputs = new Map(tanhs.map((value, k) => [value, input(`tanh ${k}`, value.shape)]));
  const levels = levelsOf(tanhs);
  const stages = levels.map((level) => {
    const before = substitute(
      level.map((value) => value.inputs[0]),
      inputs,
    );
    const own = level.map((value) => inputs.get(value) as Value);
    return { graph: graphOf(Object.fromEntries(own.map(({ name }, k) => [name, before[k]]))), tanhs: own };
  });
  const last = substitute(ends, inputs);
  const outputs = Object.fromEntries(Object.keys(graph.outputs).map((name, k) => [name, last[k]]));
  return [...stages, { graph: graphOf(outputs), tanhs: [] }];
}

/** First the values that need no other one, then those that need only these, and so on. */
function levelsOf(tanhs: readonly Value[]): Value[][] {
  const depths = new Map<Value, number>();
  const levels: Value[][] = [];
  for (const value of tanhs) {
    const below = inOrder(value.inputs).map((one) => depths.get(one) ?? -1);
    const depth = 1 + Math.max(...below);
    depths.set(value, depth);
    levels[depth] ??= [];
    levels[depth].push(value);
  }
  return levels;
}

function graphOf(outputs: NamedGraph["outputs"]): NamedGraph {
  return { inputs: inOrder(Object.values(outputs)).filter(({ name }) => name !== undefined), outputs };
}

/**
 * A program in float64 whose tanh is computed between its stages by the vectors of assembly/tanh.ts. This takes a third of the time
 * of ONNX Runtime's tanh, which is half of the time of a loss in few dimensions.
 * @param open makes a program of a stage
 */
export function stagedProgram(stages: readonly Stage[], open: (graph: NamedGraph) => Program): Program {
  const memory = new TanhMemory();
  const programs = stages.map(({ graph }) => open(graph));
  const tanhs = stages.flatMap((stage) => stage.tanhs);
  const { engine, precision } = programs[0];
  return {
    engine,
    precision,
    run: (inputs, outputs) => {
      const shapes = tanhs.map(shapeIn(stages, inputs));
      const arrays = memory.arrays(shapes.map((shape) => shape.reduce((product, axis) => product * axis, 1)));
      const between = Object.fromEntries(
        tanhs.map(({ name }, k) => [name, { data: arrays[k], shape: shapes[k] }] as const),
      );
      const known: Record<string, Fed> = { ...inputs, ...between };
      for (const [k, { graph, tanhs: own }] of stages.entries()) {
        const fed = Object.fromEntries(graph.inputs.map(({ name = "" }) => [name, known[name]]));
        const isLast = k === stages.length - 1;
        programs[k].run(fed, isLast ? outputs : Object.fromEntries(own.map(({ name = "" }) => [name, between[name]])));
        for (const { name = "" } of own) memory.tanh(between[name].data as Float64Array);
      }
    },
    close: () => {
      for (const program of programs) program.close();
    },
  };
}

/** The shape of a value for given shapes of the inputs. */
function shapeIn(stages: readonly Stage[], inputs: Readonly<Record<string, Fed>>): (value: Value) => number[] {
  const lengths = new Map<string | number, number>();
  for (const { graph } of stages) {
    for (const { name = "", shape } of graph.inputs) {
      for (const [k, axis] of shape.entries()) if (inputs[name]) lengths.set(axis, inputs[name].shape[k]);
    }
  }
  return ({ shape }) => shape.map((axis) => (typeof axis === "number" ? axis : (lengths.get(axis) ?? 0)));
}
