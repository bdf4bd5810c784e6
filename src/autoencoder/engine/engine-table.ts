import type { Precision } from "../onnx/program.ts";
import measured from "./engines.json" with { type: "json" };

/** An engine that computes networks: the fused kernel in WebAssembly, ONNX Runtime, or plain TypeScript. */
export type Engine = "fused" | "onnx" | "plain";

/** A task for an engine. */
export interface EngineTask {
  /** A loss with its gradient, or r. */
  readonly task: "loss" | "evaluate";
  /** The paper's auto-encoder with one hidden layer, or a residual network. */
  readonly network: "one-layer" | "residual";
  /** Dimension d of the points. */
  readonly dim: number;
  /** Numbers of hidden units, layer by layer. */
  readonly hidden: readonly number[];
  /** The number of points in one evaluation. */
  readonly batch: number;
}

/** A task, and the time that each engine took for it. */
export interface EngineRow extends EngineTask {
  /** Microseconds for each point, by engine and precision: "onnx float32". */
  readonly microseconds: Readonly<Record<string, number>>;
}

/** The measurements, and the machine on which they were made. */
export interface EngineTable {
  readonly processor: string;
  readonly threads: number;
  readonly rows: readonly EngineRow[];
}

/** The table that `npm run engines` has measured and written. */
export const engineTable: EngineTable = measured as EngineTable;

/**
 * Times of two engines that differ by less than this factor count as equal, since a second measurement may reverse their order.
 */
const NOISE = 1.1;

/**
 * The fastest engine for a task, by the times of the most similar task in the table; among equally fast engines, the first one.
 * @param usable engines with their precision, "onnx float32"; one or more
 */
export function fastestOf(task: EngineTask, usable: readonly string[], table: EngineTable = engineTable): string {
  const rows = table.rows.filter(
    (row) =>
      row.task === task.task &&
      row.network === task.network &&
      usable.every((name) => row.microseconds[name] !== undefined),
  );
  if (rows.length === 0 || usable.length === 1) return usable[0];
  const { microseconds } = rows.reduce((best, row) => (distance(row, task) < distance(best, task) ? row : best));
  const fastest = Math.min(...usable.map((name) => microseconds[name]));
  return usable.find((name) => microseconds[name] <= NOISE * fastest) ?? usable[0];
}

/** "onnx float32". */
export function engineName(engine: Engine, precision: Precision): string {
  return `${engine} ${precision}`;
}

/** The difference of two tasks, by the ratios of their sizes. */
function distance(a: EngineTask, b: EngineTask): number {
  const factor = (one: number, other: number): number => Math.log(one / other) ** 2;
  const widest = ({ hidden }: EngineTask): number => Math.max(...hidden);
  return (
    factor(a.dim, b.dim) +
    factor(widest(a), widest(b)) +
    factor(a.hidden.length, b.hidden.length) +
    factor(a.batch, b.batch)
  );
}
