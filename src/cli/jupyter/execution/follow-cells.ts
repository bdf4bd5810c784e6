import { formatSeconds } from "../../output/output.ts";

/** Shows the progress of the execution of notebooks on standard error. */
export interface CellFollower {
  progress(chapter: string, cell: number, of: number): void;
  finished(chapter: string, seconds: number): void;
  /** Removes the line. It may be called more than once. */
  stop(): void;
}

/** If standard error is a terminal, shows one line that is updated; otherwise writes a line whenever a chapter ends. */
export function followCells(): CellFollower {
  const running = new Map<string, string>();
  const terminal = process.stderr.isTTY === true;
  const show = (): void => {
    if (!terminal) return;
    const text = [...running].map(([chapter, cells]) => `${chapter}: ${cells}`).join("   ");
    process.stderr.write(`\r\u001b[2K${text.slice(0, (process.stderr.columns ?? 80) - 1)}`);
  };
  return {
    progress: (chapter, cell, of) => {
      running.set(chapter, `cell ${cell} of ${of}`);
      show();
    },
    finished: (chapter, seconds) => {
      running.delete(chapter);
      if (terminal) show();
      else process.stderr.write(`notebooks: ${chapter} executed in ${formatSeconds(seconds)}\n`);
    },
    stop: () => {
      running.clear();
      show();
    },
  };
}
