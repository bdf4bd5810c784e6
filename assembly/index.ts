// The kernel of src/autoencoder/kernel/fused-loss.ts and fused-reconstruction.ts. Each thread has an instance; all share the memory.
import { addContractive } from "./contractive";
import { addDenoising } from "./denoising";
import { CONTRACTIVE, chunks, partials, RECONSTRUCTION, samples, stride, task, total } from "./layout";
import { reconstruct } from "./reconstruct";

export { jacobian } from "./jacobian";
export * from "./layout";
export { tanhInPlace } from "./tanh";

// The variables by which threads synchronise, each in a cache line of its own.
/** The number of evaluations so far. The workers wait on it. */
const EVALUATION: usize = 0;
/** The next part of the samples that no thread has taken. */
const NEXT: usize = 64;
/** The number of workers that may be working. The main thread waits on it. */
const WORKING: usize = 128;
/** Not 0 if the workers have to stop. */
const OVER: usize = 192;
/** The number of points to reconstruct. */
const POINTS: usize = 256;
/** Not 0 if the gradient is wanted, and not the loss alone. */
const GRADIENT: usize = 320;

/** The number of bytes of the sums that are added at a time. */
const SUMMED: usize = 4096;

/** The number of points that a thread takes at a time, in whole groups of four. They take about 20 microseconds. */
const POINTS_OF_A_PART: usize = 8;

/**
 * Waits until no worker is working and none can begin. Only then may the shared memory be changed, since workers may still be working
 * on an evaluation that was interrupted.
 */
export function barrier(): void {
  atomic.store<i32>(NEXT, <i32>chunks);
  for (let working = atomic.load<i32>(WORKING); working !== 0; working = atomic.load<i32>(WORKING)) {
    atomic.wait<i32>(WORKING, working, -1);
  }
}

/**
 * Evaluates the loss in the main thread, with the help of workers, and writes the sums over all samples to `total`. The parts of the
 * samples are always the same and are added in the same order, whichever threads compute them. The loss has
 * the same bytes without the gradient.
 */
export function evaluate(withGradient: bool): void {
  barrier();
  atomic.store<i32>(GRADIENT, <i32>withGradient);
  begin();
  takeParts();
  barrier();
  addParts();
}

/** Adds the sums of all parts, in the order of the parts. It adds so few numbers at a time that they stay in the first cache. */
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

/** Replaces the first `count` points by their r(x), in the main thread alone or with the help of workers. */
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

/** Makes the parts available and wakes the workers. */
function begin(): void {
  atomic.store<i32>(NEXT, 0);
  atomic.add<i32>(EVALUATION, 1);
  atomic.notify(EVALUATION);
}

/** The loop of a worker: it takes parts of every evaluation and sleeps between evaluations, until `stop`. */
export function work(): void {
  while (true) {
    // This is read before a part is taken. If another evaluation begins meanwhile, the number differs and the worker does not sleep.
    const evaluation = atomic.load<i32>(EVALUATION);
    if (atomic.load<i32>(OVER)) return;
    atomic.add<i32>(WORKING, 1);
    if (task === RECONSTRUCTION) takePoints();
    else takeParts();
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

/** Computes the sums of parts of the samples, as long as there are parts that no thread has taken. */
function takeParts(): void {
  // All parts have whole groups of four samples, except the last one.
  const groups: usize = (samples + 3) / 4;
  for (let part = <usize>atomic.add<i32>(NEXT, 1); part < chunks; part = <usize>atomic.add<i32>(NEXT, 1)) {
    const begin: usize = 4 * ((part * groups) / chunks);
    const end = min<usize>(samples, 4 * (((part + 1) * groups) / chunks));
    const sums = partials + part * stride;
    memory.fill(sums, 0, stride);
    // Read only after a part has been taken. Before, it could be that of an earlier evaluation.
    const withGradient = atomic.load<i32>(GRADIENT) !== 0;
    if (task === CONTRACTIVE) addContractive(begin, end, sums, withGradient);
    else addDenoising(begin, end, sums, withGradient);
  }
}

/** Reconstructs parts of the points, as long as there are parts that no thread has taken. */
function takePoints(): void {
  while (true) {
    const start = <usize>atomic.add<i32>(NEXT, 1) * POINTS_OF_A_PART;
    // The number of points is read only after a part has been taken. Before, it could be that of an earlier evaluation.
    const count = <usize>atomic.load<i32>(POINTS);
    if (start >= count) return;
    reconstruct(start, min<usize>(count, start + POINTS_OF_A_PART));
  }
}
