import { isMainThread, Worker } from "node:worker_threads";

/**
 * The time of the first line, in milliseconds. Each later line comes at twice the time of the one before, so that long
 * work writes few lines.
 */
const FIRST_LINE_MS = 3000;
/** Work that has used less processor time than this, in milliseconds, only waits for other programs. */
const LEAST_PROCESSOR_MS = 2000;

/**
 * The program of the thread. It writes to file descriptor 2 directly, because the standard error stream of a thread is written by the
 * main thread, which computes. If a line cannot be written, the error is ignored.
 */
const PROGRAM = `
const { writeSync } = require("node:fs");
const { workerData } = require("node:worker_threads");
const { title, first, least, stopped } = workerData;
const started = Date.now();
function look(next) {
  if (Atomics.load(stopped, 0) === 1) return;
  const { user, system } = process.cpuUsage();
  if ((user + system) / 1000 < least) return setTimeout(look, first / 10, next);
  try {
    writeSync(2, title + ": at work for " + Math.round((Date.now() - started) / 1000) + " s; Ctrl-C ends it\\n");
  } catch {}
  setTimeout(look, next, 2 * next);
}
setTimeout(look, first, first);
`;

let running: { readonly worker: Worker; readonly stopped: Int32Array } | undefined;

/**
 * Starts a thread that writes to standard error from time to time that `title` is still at work. The main thread computes without a
 * pause, so that a timer of the main thread would not run. Ctrl-C ends the program with status 130 in a shell, as usual, because
 * nothing handles its signal.
 *
 * The thread ends with `stopHeartbeat` or with the program.
 */
export function startHeartbeat(title: string): void {
  if (running || !isMainThread) return;
  const stopped = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const workerData = { title, first: FIRST_LINE_MS, least: LEAST_PROCESSOR_MS, stopped };
  const worker = new Worker(PROGRAM, { eval: true, workerData });
  worker.unref();
  // An error of this thread does not matter: the work goes on without the lines.
  worker.on("error", () => {});
  running = { worker, stopped };
}

/** Ends the thread, so that no more lines are written. */
export function stopHeartbeat(): void {
  if (!running) return;
  Atomics.store(running.stopped, 0, 1);
  void running.worker.terminate();
  running = undefined;
}
