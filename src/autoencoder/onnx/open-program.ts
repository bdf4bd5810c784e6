import { InputError } from "../../numerics/input-error.ts";
import { plainProgram } from "./plain-program.ts";
import type { GraphEngine, NamedGraph, Precision, Program } from "./program.ts";
import { loadOnnxRuntime, type OnnxOptions, onnxProblem, onnxProgram } from "./runtime.ts";

/** The engines that compute graphs, by name. */
export interface EngineDescription {
  readonly engine: GraphEngine;
  /** "ONNX Runtime 1.30.0". */
  readonly name: string;
}

/**
 * The engine that will compute graphs: ONNX Runtime, or plain TypeScript where ONNX Runtime is not installed.
 * @param wanted one of them, or "auto"
 * @throws InputError where ONNX Runtime is requested and cannot be loaded
 */
export async function graphEngine(wanted: GraphEngine | "auto" = "auto"): Promise<EngineDescription> {
  const name = wanted === "plain" ? null : await loadOnnxRuntime();
  if (name !== null) return { engine: "onnx", name };
  if (wanted !== "onnx") return { engine: "plain", name: "plain TypeScript" };
  throw new InputError({ argument: "engine", problem: `onnx can't be used: ${onnxProblem()}` });
}

/** A graph that is ready to run. Plain TypeScript computes in float64, whatever the precision is. */
export function openProgram(
  graph: NamedGraph,
  precision: Precision,
  engine: GraphEngine,
  options: OnnxOptions = {},
): Program {
  return engine === "onnx" ? onnxProgram(graph, precision, options) : plainProgram(graph);
}
