import { Format, SingleBar } from "cli-progress";
import { stopHeartbeat } from "./heartbeat.ts";
import { formatSeconds } from "./output.ts";

/** The progress of a job of several parts, on standard error. */
export interface Progress {
  /** Shows that a part begins. */
  begin(part: string): void;
  /** Shows that a part is done. `result` is a remark on the part. */
  finish(part: string, result?: string): void;
  /**
   * Sets the number of parts that are done, for jobs with too many parts for a line each. `now` is a remark on the
   * state, such as a loss.
   */
  update(done: number, now: string): void;
  /** Ends the job: the bar disappears, `result` is printed, and Ctrl-C has its previous meaning again. */
  stop(result?: string): void;
}

export interface ProgressOptions {
  /** Default: standard error. */
  readonly stream?: NodeJS.WritableStream & { readonly isTTY?: boolean };
  /** Parts that were done before. Default 0. */
  readonly from?: number;
  /** Called at the first Ctrl-C. By default Ctrl-C removes the bar and ends the program with status 130. */
  readonly onInterrupt?: () => void;
}

/**
 * Without a terminal, the first `update` writes a line; later ones write a line if this time, in milliseconds, has passed since the last.
 */
const LINE_INTERVAL = 5000;

/**
 * Shows the progress of `title`, which has `total` parts: a bar with the time left if standard error is a terminal;
 * otherwise a line for each finished part, or a line from time to time.
 */
export function startProgress(
  title: string,
  total: number,
  { stream = process.stderr, from = 0, onInterrupt }: ProgressOptions = {},
): Progress {
  stopHeartbeat();
  const shown = stream.isTTY ? startBar(title, total, from, stream) : startLines(title, total, from, stream);
  const endProgram = (): void => {
    shown.stop();
    process.exit(130);
  };
  const interrupt = onInterrupt ?? endProgram;
  process.once("SIGINT", interrupt);
  let stopped = false;
  return {
    ...shown,
    stop: (result) => {
      if (stopped) return;
      stopped = true;
      shown.stop();
      if (result) stream.write(`${title}: ${result}\n`);
      process.removeListener("SIGINT", interrupt);
    },
  };
}

function startBar(title: string, total: number, from: number, stream: NodeJS.WritableStream): Progress {
  const running = new Set<string>();
  const bar = new SingleBar({
    format: (options, { progress, value, total, eta }, { parts }) => {
      // Before the first part is done, the time left cannot be estimated.
      const left =
        value > from && Number.isFinite(eta) ? `, ${eta < 10 ? `${Math.ceil(eta)} s` : formatSeconds(eta)} left` : "";
      return `${title} [${Format.BarFormat(progress, options)}] ${value}/${total}${left}  ${parts}`;
    },
    stream,
    barsize: 30,
    clearOnComplete: true,
    hideCursor: true,
    etaAsynchronousUpdate: true,
    // With many parts, the last tenth of them predicts the time left better than the last ten.
    etaBuffer: Math.max(10, Math.round(total / 10)),
    // The bar is redrawn from time to time, so that the time left counts down during a long part.
    forceRedraw: true,
    fps: 4,
  });
  bar.start(total, from, { parts: "" });
  const parts = (): { parts: string } => ({ parts: [...running].join(", ") });
  return {
    begin: (part) => {
      running.add(part);
      bar.update(parts());
    },
    finish: (part) => {
      running.delete(part);
      bar.increment(1, parts());
    },
    update: (done, now) => bar.update(done, { parts: now }),
    stop: () => bar.stop(),
  };
}

function startLines(title: string, total: number, from: number, stream: NodeJS.WritableStream): Progress {
  const started = performance.now();
  // The first line is written at once, to show that the work has begun.
  let said = Number.NEGATIVE_INFINITY;
  let done = from;
  return {
    begin: () => {},
    finish: (part, result) => {
      done += 1;
      stream.write(`${title}: ${part}${result ? ` ${result}` : ""} (${done} of ${total})\n`);
    },
    update: (reached, now) => {
      done = reached;
      const time = performance.now();
      if (time - said < LINE_INTERVAL) return;
      const first = said === Number.NEGATIVE_INFINITY;
      said = time;
      // The time left cannot be estimated from the first part alone.
      const left =
        done > from && !first
          ? `, ${formatSeconds(((time - started) / 1000) * ((total - done) / (done - from)))} left`
          : "";
      stream.write(`${title}: ${done} of ${total}${left}  ${now}\n`);
    },
    stop: () => {},
  };
}
