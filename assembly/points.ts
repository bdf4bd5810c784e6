// The kernel of src/density/point-sums: sums over points, weighted by Gaussians, at many queries. One instance for each thread, all
// on the same memory; a block of queries is one thread's, so that the sums do not depend on how many threads there are.
import { gridTask, readGrid, tasks } from "./points-grid";
import { blockCount, readPlan } from "./points-plan";
import { sumBlock } from "./points-walk";

export { exponentialInPlace } from "./exponential";

// What the threads agree by, each in a cache line of its own.
/** Counts evaluations. The workers sleep on it. */
const EVALUATION: usize = 0;
/** The next block that nobody has taken. */
const NEXT: usize = 64;
/** How many workers may be at work. The main thread sleeps on it. */
const WORKING: usize = 128;
/** Not 0 once the workers are to stop. */
const OVER: usize = 192;
/** What is to be done: 0, blocks by the tree; or a stage of a grid. */
const STAGE: usize = 512;

/** More than there are blocks: nothing is to be done. */
const NONE: i32 = 1 << 30;

/** Number of the thread; each is told its own. */
export const thread: usize = 0;

/**
 * Waits until no worker is at work and none can begin. Only then may the shared memory be changed: an evaluation that was
 * interrupted leaves workers at work.
 */
export function barrier(): void {
  atomic.store<i32>(NEXT, NONE);
  for (let working = atomic.load<i32>(WORKING); working !== 0; working = atomic.load<i32>(WORKING)) {
    atomic.wait<i32>(WORKING, working, -1);
  }
}

/** The main thread's part: has all blocks summed, by itself as far as nobody helps. */
export function evaluate(): void {
  barrier();
  atomic.store<i32>(NEXT, 0);
  atomic.add<i32>(EVALUATION, 1);
  atomic.notify(EVALUATION);
  takeBlocks();
  barrier();
}

/** A worker's part: takes part in every evaluation, asleep between them, until `stop`. */
export function work(): void {
  while (true) {
    // Before anything is taken: an evaluation that begins later changes it, and there is no sleep.
    const evaluation = atomic.load<i32>(EVALUATION);
    if (atomic.load<i32>(OVER)) return;
    atomic.add<i32>(WORKING, 1);
    takeBlocks();
    if (atomic.sub<i32>(WORKING, 1) === 1) atomic.notify(WORKING);
    atomic.wait<i32>(EVALUATION, evaluation, -1);
  }
}

/** Stops the workers, those too that have not begun yet. */
export function stop(): void {
  atomic.store<i32>(OVER, 1);
  atomic.add<i32>(EVALUATION, 1);
  atomic.notify(EVALUATION);
}

/** Does one task after the other, as long as there is one that nobody has taken: sums a block, or does a part of a grid's stage. */
function takeBlocks(): void {
  let task = atomic.add<i32>(NEXT, 1);
  if (task >= NONE) return;
  // Only now: before it, the plan may be under change.
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
