import { cpus } from "node:os";
import {
  type Engine,
  type EngineRow,
  type EngineTable,
  type EngineTask,
  engineName,
} from "../../autoencoder/engine/engine-table.ts";
import type { Precision } from "../../autoencoder/onnx/program.ts";
import { loadOnnxRuntime } from "../../autoencoder/onnx/runtime.ts";
import { type Prepared, prepare, taskParameters } from "./engine-tasks.ts";

/** The time in seconds after which an engine begins no further run of a task. */
const SECONDS = 0.08;
/** The largest number of runs. */
const RUNS = 15;
/** Below this time, in seconds, the resolution of the processor's time, microseconds, is too coarse. */
const COARSE_SECONDS = 5e-4;
/** The largest number of operations in a run. In a larger run the time for each point would be the same. */
const WORK = 1e9;

const contenders: readonly (readonly [Engine, Precision])[] = [
  ["fused", "float64"],
  ["onnx", "float64"],
  ["onnx", "float32"],
  ["plain", "float64"],
];

/** The tasks that are measured: dimensions, widths and depths from small to large, with the batches of chains and of trainings. */
export function engineGrid(): EngineTask[] {
  const tasks: EngineTask[] = [];
  const add = (task: EngineTask): void => {
    if (!tasks.some((one) => JSON.stringify(one) === JSON.stringify(task))) tasks.push(task);
  };
  for (const dim of [1, 2, 4, 10, 16, 32, 64, 256, 784]) {
    for (const units of [20, 200, 1000]) {
      const one = { network: "one-layer", dim, hidden: [units] } as const;
      add({ task: "loss", ...one, batch: lossBatch(one) });
      for (const batch of [1, 10, 100, 1000]) add({ task: "evaluate", ...one, batch });
    }
  }
  for (const dim of [2, 10, 64, 256]) {
    for (const hidden of [[64], [64, 64], [256, 256], [128, 128, 128]]) {
      const deep = { network: "residual", dim, hidden } as const;
      for (const batch of [128, lossBatch(deep)]) add({ task: "loss", ...deep, batch });
      for (const batch of [1, 10, 100, 1000]) add({ task: "evaluate", ...deep, batch });
    }
  }
  return tasks;
}

function lossBatch(network: Omit<EngineTask, "task" | "batch">): number {
  const work = 6 * taskParameters({ ...network, task: "loss", batch: 1 });
  return Math.min(4096, Math.max(256, 2 ** Math.floor(Math.log2(WORK / work))));
}

/**
 * Measures every engine at every task. The engines take turns, and the fastest run of each counts, so that other load on the machine
 * affects all engines alike.
 * @param onRow called with each row
 */
export async function measureEngines(
  tasks: readonly EngineTask[],
  threads: number,
  onRow: (row: EngineRow) => void = () => {},
): Promise<EngineTable> {
  await loadOnnxRuntime();
  const rows: EngineRow[] = [];
  for (const task of tasks) {
    const row = { ...task, microseconds: await measureTask(task, threads) };
    rows.push(row);
    onRow(row);
  }
  return { processor: cpus()[0].model.trim(), threads, rows };
}

async function measureTask(task: EngineTask, threads: number): Promise<Record<string, number>> {
  const ready: { name: string; prepared: Prepared; spent: number; fastest: number }[] = [];
  for (const [engine, precision] of contenders) {
    const prepared = await prepare(task, engine, precision, threads);
    if (prepared)
      ready.push({ name: engineName(engine, precision), prepared, spent: 0, fastest: Number.POSITIVE_INFINITY });
  }
  for (const { prepared } of ready) prepared.run();
  for (let run = 0; run < RUNS; run++) {
    for (const one of ready.filter(({ spent }) => spent < SECONDS)) {
      const seconds = timed(one.prepared, threads);
      one.spent += seconds;
      one.fastest = Math.min(one.fastest, seconds);
    }
  }
  for (const { prepared } of ready) await prepared.close();
  return Object.fromEntries(
    ready.map(({ name, fastest }) => [name, Number(((1e6 * fastest) / task.batch).toPrecision(3))]),
  );
}

/**
 * The duration of a run, in seconds. On one thread this is the processor's time, to which other work adds nothing. If a run is so
 * short that the resolution of the processor's time is too coarse, it is the time by the clock; other work seldom interrupts so short
 * a run.
 */
function timed({ run }: Prepared, threads: number): number {
  const before = process.cpuUsage();
  const start = performance.now();
  run();
  const byClock = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  const byProcessor = (user + system) / 1e6;
  return threads === 1 && byClock > COARSE_SECONDS ? Math.min(byClock, Math.max(byProcessor, COARSE_SECONDS)) : byClock;
}
