// The kernel of src/density/point-sums: sums over points, weighted by Gaussians, at many queries. One instance for each thread, all
// on the same memory; a block of queries is one thread's, so that the sums do not depend on how many threads there are.
import { blockCount, readPlan } from "./points-plan";
import { sumBlock } from "./points-walk";

export { exponentialInPlace } from "./exponential";

// What the threads agree by, each in a cache line of its own.
/** Counts evaluations. The helpers sleep on it. */
const EVALUATION: usize = 0;
/** The next block that nobody has taken. */
const NEXT: usize = 64;
/** How many helpers may be at work. The main thread sleeps on it. */
const HELPING: usize = 128;
/** Not 0 once the helpers are to go home. */
const OVER: usize = 192;

/** More than there are blocks: nothing is to be done. */
const NONE: i32 = 1 << 30;

/** Number of the thread; each is told its own. */
export const thread: usize = 0;

/**
 * Waits until no helper is at work and none can begin. Only then may the shared memory be changed: an evaluation that was
 * interrupted leaves helpers at work.
 */
export function settle(): void {
  atomic.store<i32>(NEXT, NONE);
  for (let helping = atomic.load<i32>(HELPING); helping !== 0; helping = atomic.load<i32>(HELPING)) {
    atomic.wait<i32>(HELPING, helping, -1);
  }
}

/** The main thread's part: has all blocks summed, by itself as far as nobody helps. */
export function evaluate(): void {
  settle();
  atomic.store<i32>(NEXT, 0);
  atomic.add<i32>(EVALUATION, 1);
  atomic.notify(EVALUATION);
  takeBlocks();
  settle();
}

/** A helper's part: takes part in every evaluation, asleep between them, until `dismiss`. */
export function help(): void {
  while (true) {
    // Before anything is taken: an evaluation that begins later changes it, and there is no sleep.
    const evaluation = atomic.load<i32>(EVALUATION);
    if (atomic.load<i32>(OVER)) return;
    atomic.add<i32>(HELPING, 1);
    takeBlocks();
    if (atomic.sub<i32>(HELPING, 1) === 1) atomic.notify(HELPING);
    atomic.wait<i32>(EVALUATION, evaluation, -1);
  }
}

/** Sends the helpers home, those too that have not begun yet. */
export function dismiss(): void {
  atomic.store<i32>(OVER, 1);
  atomic.add<i32>(EVALUATION, 1);
  atomic.notify(EVALUATION);
}

/** Sums one block after the other, as long as there is one that nobody has taken. */
function takeBlocks(): void {
  let block = atomic.add<i32>(NEXT, 1);
  if (block >= NONE) return;
  // Only now: before it, the plan may be under change.
  readPlan();
  while (block < <i32>blockCount) {
    sumBlock(<usize>block, thread);
    block = atomic.add<i32>(NEXT, 1);
  }
}
