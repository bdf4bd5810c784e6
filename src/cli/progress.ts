import { Format, SingleBar } from "cli-progress";
import { formatSeconds } from "./output.ts";

/** How far a job of several parts has come, on standard error. */
export interface Progress {
  /** A part begins. */
  begin(part: string): void;
  /** A part is done; `result` says how it went, where there is something to say. */
  finish(part: string, result?: string): void;
  /** The job is over: the bar disappears, and Ctrl-C means again what it meant before. */
  stop(): void;
}

/**
 * Shows the progress of `title`, which has `total` parts: a bar with the time left where standard error is a
 * terminal, else a line for each finished part. Ctrl-C removes the bar and ends the program with status 130.
 */
export function startProgress(
  title: string,
  total: number,
  stream: NodeJS.WritableStream & { readonly isTTY?: boolean } = process.stderr,
): Progress {
  const shown = stream.isTTY ? startBar(title, total, stream) : startLines(title, total, stream);
  const interrupt = (): void => {
    shown.stop();
    process.exit(130);
  };
  process.once("SIGINT", interrupt);
  return {
    ...shown,
    stop: () => {
      shown.stop();
      process.removeListener("SIGINT", interrupt);
    },
  };
}

function startBar(title: string, total: number, stream: NodeJS.WritableStream): Progress {
  const running = new Set<string>();
  const bar = new SingleBar({
    format: (options, { progress, value, total, eta }, { parts }) => {
      // Before the first part is done nothing can be said of the time.
      const left =
        value > 0 && Number.isFinite(eta) ? `, ${eta < 10 ? `${Math.ceil(eta)} s` : formatSeconds(eta)} left` : "";
      return `${title} [${Format.BarFormat(progress, options)}] ${value}/${total}${left}  ${parts}`;
    },
    stream,
    barsize: 30,
    clearOnComplete: true,
    hideCursor: true,
    etaAsynchronousUpdate: true,
    // A redraw now and then, so that the time left counts down during a long part.
    forceRedraw: true,
    fps: 4,
  });
  bar.start(total, 0, { parts: "" });
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
    stop: () => bar.stop(),
  };
}

function startLines(title: string, total: number, stream: NodeJS.WritableStream): Progress {
  let done = 0;
  return {
    begin: () => {},
    finish: (part, result) => {
      done += 1;
      stream.write(`${title}: ${part}${result ? ` ${result}` : ""} (${done} of ${total})\n`);
    },
    stop: () => {},
  };
}
