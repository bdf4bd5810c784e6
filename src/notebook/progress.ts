import { checkPositive, checkText } from "../numerics/check.ts";
import { pause } from "../numerics/platform.ts";
import { cellOutput } from "./kernel.ts";

/** The error that ends long work after an interrupt of the kernel. */
export class Interrupted extends Error {}

/** The progress of long work in a cell. */
export interface Progress {
  /**
   * Shows that `done` parts of the total are done. The caller has to await the result, since otherwise the line is not sent and an
   * interrupt of the kernel has no effect. After an interrupt this method throws an `Interrupted`, which ends the work and the cell.
   * @param note a further remark, such as a loss
   */
  update(done: number, note?: string): Promise<void>;
  /** Ends the progress before the total is reached. After that it does not react to interrupts. */
  end(): void;
}

/** The time between two updates of the line, in milliseconds. */
const interval = 200;
const barLength = 20;

/**
 * Shows a line below the cell with a bar and the time left, and updates it in place. The last line has no times, so that running a
 * notebook again gives the same output.
 *
 * @param total the number of parts, positive
 */
export function progress(label: string, total: number): Progress {
  checkText("label", label);
  checkPositive("total", total);
  const output = cellOutput({ inPlace: true });
  const started = performance.now();
  let shown = Number.NEGATIVE_INFINITY;
  let listening = false;
  let interrupted = false;
  const interrupt = (): void => {
    interrupted = true;
  };
  return {
    async update(done, note = "") {
      const now = performance.now();
      if (done >= total) {
        output.send({ "text/plain": `${label}: ${total} of ${total}${after(note)}` });
      } else if (now - shown >= interval) {
        shown = now;
        output.send({ "text/plain": `${line(label, done, total, (now - started) / 1000)}${after(note)}` });
      }
      await pause();
      // The listener is added only after an await. Node loses listeners that are added while tslab runs the synchronous part of a
      // cell, and the next interrupt would then end the kernel.
      if (!listening) process.once("SIGINT", interrupt);
      listening = true;
      if (interrupted || done >= total) process.removeListener("SIGINT", interrupt);
      if (interrupted) throw new Interrupted(`${label}: interrupted at ${done} of ${total}`);
    },
    end() {
      process.removeListener("SIGINT", interrupt);
    },
  };
}

function line(label: string, done: number, total: number, seconds: number): string {
  const filled = Math.floor((barLength * done) / total);
  const bar = "█".repeat(filled) + "░".repeat(barLength - filled);
  const left = done > 0 ? `, ${Math.ceil((seconds * (total - done)) / done)} s left` : "";
  return `${label}: ${bar} ${done} of ${total}${left}`;
}

function after(note: string): string {
  return note === "" ? "" : `, ${note}`;
}
