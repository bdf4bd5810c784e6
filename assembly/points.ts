// The kernel of src/density/point-sums: sums over points, weighted by Gaussians, at many queries. Each thread has an instance; all
// share the memory. Each block of queries is summed by one thread, so that the sums do not depend on the number of threads.
import { gridTask, readGrid, tasks } from "./points-grid";
import { blockCount, readPlan } from "./points-plan";
import { sumBlock } from "./points-walk";

export { exponentialInPlace } from "./exponential";

// The variables by which threads synchronise, each in a cache line of its own.
/** The number of evaluations so far. The workers wait on it. */
const EVALUATION: usize = 0;
/** The next block that no thread has taken. */
const NEXT: usize = 64;
/** The number of workers that may be working. The main thread waits on it. */
const WORKING: usize = 128;
/** Not 0 if the workers have to stop. */
const OVER: usize = 192;
/** The task: 0 for blocks by the tree, or a stage of a grid. */
const STAGE: usize = 512;

/** A number above that of all blocks, so that there is nothing to do. */
const NONE: i32 = 1 << 30;

/** The number of the thread. Each instance has its own. */
export const thread: usize = 0;

/**
 * Waits until no worker is working and none can begin. Only then may the shared memory be changed, since workers may still be working
 * on an evaluation that was interrupted.
 */
export function barrier(): void {
  atomic.store<i32>(NEXT, NONE);
  for (let working = atomic.load<i32>(WORKING); working !== 0; working = atomic.load<i32>(WORKING)) {
    atomic.wait<i32>(WORKING, working, -1);
  }
}

/** Sums all blocks in the main thread, with the help of workers. */
export function evaluate(): void {
  barrier();
  atomic.store<i32>(NEXT, 0);
  atomic.add<i32>(EVALUATION, 1);
  atomic.notify(EVALUATION);
  takeBlocks();
  barrier();
}

/** The loop of a worker: it takes blocks of every evaluation and sleeps between evaluations, until `stop`. */
export function work(): void {
  while (true) {
    // This is read before a block is taken. If another evaluation begins meanwhile, the number differs and the worker does not sleep.
    const evaluation = atomic.load<i32>(EVALUATION);
    if (atomic.load<i32>(OVER)) return;
    atomic.add<i32>(WORKING, 1);
    takeBlocks();
    if (atomic.sub<i32>(WORKING, 1) === 1) atomic.notify(WORKING);
    atomic.wait<i32>(EVALUATION, evaluation, -1);
  }
}

/** Stops the workers, including those that have not begun yet. */
export function stop(): void {
  atomic.store<i32>(OVER, 1);
  atomic.add<i32>(EVALUATION, 1);
  atomic.notify(EVALUATION);
}

/** Sums blocks, or does tasks of a stage of a grid, as long as there are some that no thread has taken. */
function takeBlocks(): void {
  let task = atomic.add<i32>(NEXT, 1);
  if (task >= NONE) return;
  // The stage is read only after a block has been taken. Before, the plan could still change.
  const stage = load<u32>(STAGE);
  if (stage === 0) readPlan();
  else readGrid();
  const count = <i32>(stage === 0 ? blockCount : tasks);
  while (task < count) {
    if (stage === 0) sumBlock(<usize>task, thread);
    else gridTask(stage, <usize>task, thread);
    task = atomic.add<i32>(NEXT, 1);
  }
}
