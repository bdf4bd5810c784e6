// The kernel of src/autoencoder/kernel/fused-loss.ts and fused-reconstruction.ts: one instance for each thread, all on the same memory.
import { addContractive } from "./contractive";
import { addDenoising } from "./denoising";
import { CONTRACTIVE, chunks, partials, RECONSTRUCTION, samples, stride, task, total } from "./layout";
import { reconstruct } from "./reconstruct";

export * from "./layout";
export { tanhInPlace } from "./tanh";

// What the threads agree by, each in a cache line of its own.
/** Counts evaluations. The workers sleep on it. */
const EVALUATION: usize = 0;
/** The next part of the samples that nobody has taken. */
const NEXT: usize = 64;
/** How many workers may be at work. The main thread sleeps on it. */
const WORKING: usize = 128;
/** Not 0 once the workers are to stop. */
const OVER: usize = 192;
/** How many points are to be reconstructed. */
const POINTS: usize = 256;

/** Bytes of the sums that are added up at a time. */
const SUMMED: usize = 4096;

/** Points that a thread reconstructs at a time, whole groups of four: some 20 microseconds' work. */
const POINTS_OF_A_PART: usize = 8;

/**
 * Waits until no worker is at work and none can begin. Only then may the shared memory be changed: an evaluation that
 * was interrupted leaves workers at work.
 */
export function barrier(): void {
  atomic.store<i32>(NEXT, <i32>chunks);
  for (let working = atomic.load<i32>(WORKING); working !== 0; working = atomic.load<i32>(WORKING)) {
    atomic.wait<i32>(WORKING, working, -1);
  }
}

/**
 * The main thread's part: has all samples added up, by itself as far as nobody helps, and writes the sums to `total`.
 * Whoever adds a part up and whenever, the parts are the same and are added in the same order.
 */
export function evaluate(): void {
  barrier();
  begin();
  takeParts();
  barrier();
  addParts();
}

/** Adds the sums of all parts up, in the order of the parts: some numbers at a time, which stay in the first cache meanwhile. */
function addParts(): void {
  for (let first: usize = 0; first < stride; first += SUMMED) {
    const length = min<usize>(SUMMED, stride - first);
    const sums = total + first;
    memory.copy(sums, partials + first, length);
    const end = partials + chunks * stride;
    for (let part = partials + stride + first; part < end; part += stride) {
      for (let at: usize = 0; at < length; at += 16) {
        v128.store(sums + at, f64x2.add(v128.load(sums + at), v128.load(part + at)));
      }
    }
  }
}

/** The main thread's part of replacing the first `count` points by their r(x), alone or with whoever helps. */
export function reconstructPoints(count: usize, alone: bool): void {
  barrier();
  if (alone) {
    reconstruct(0, count);
    return;
  }
  atomic.store<i32>(POINTS, <i32>count);
  begin();
  takePoints();
  barrier();
}

/** Wakes the workers up: from now on there are parts to be taken. */
function begin(): void {
  atomic.store<i32>(NEXT, 0);
  atomic.add<i32>(EVALUATION, 1);
  atomic.notify(EVALUATION);
}

/** A worker's part: takes part in every evaluation, asleep between them, until `stop`. */
export function work(): void {
  while (true) {
    // Before anything is taken: an evaluation that begins later changes it, and there is no sleep.
    const evaluation = atomic.load<i32>(EVALUATION);
    if (atomic.load<i32>(OVER)) return;
    atomic.add<i32>(WORKING, 1);
    if (task === RECONSTRUCTION) takePoints();
    else takeParts();
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

/** Adds up one part of the samples after the other, as long as there is one that nobody has taken. */
function takeParts(): void {
  // Whole groups of four samples, but for the last.
  const groups: usize = (samples + 3) / 4;
  for (let part = <usize>atomic.add<i32>(NEXT, 1); part < chunks; part = <usize>atomic.add<i32>(NEXT, 1)) {
    const begin: usize = 4 * ((part * groups) / chunks);
    const end = min<usize>(samples, 4 * (((part + 1) * groups) / chunks));
    const sums = partials + part * stride;
    memory.fill(sums, 0, stride);
    if (task === CONTRACTIVE) addContractive(begin, end, sums);
    else addDenoising(begin, end, sums);
  }
}

/** Reconstructs one part of the points after the other, as long as there is one that nobody has taken. */
function takePoints(): void {
  while (true) {
    const start = <usize>atomic.add<i32>(NEXT, 1) * POINTS_OF_A_PART;
    // Only now: before it, it may have been that of an evaluation that is over.
    const count = <usize>atomic.load<i32>(POINTS);
    if (start >= count) return;
    reconstruct(start, min<usize>(count, start + POINTS_OF_A_PART));
  }
}
