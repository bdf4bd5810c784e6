import { format, inspect } from "node-inspect-extracted";

/** Receives what is printed. */
export type Print = (name: "stdout" | "stderr", text: string) => void;

/** A console that prints values as Node does. */
export function consoleFor(print: Print): Console {
  let indentation = "";
  const counts = new Map<string, number>();
  const timers = new Map<string, number>();
  const line =
    (name: "stdout" | "stderr") =>
    (...values: unknown[]): void =>
      print(name, `${format(...values).replace(/^/gm, indentation)}\n`);
  const [out, error] = [line("stdout"), line("stderr")];
  const elapsed = (label: string): string =>
    `${label}: ${(performance.now() - (timers.get(label) ?? Number.NaN)).toFixed(3)} ms`;
  const own: Partial<Console> = {
    log: out,
    info: out,
    debug: out,
    error,
    warn: error,
    trace: error,
    dir: (value, options) => out(inspect(value, options as object)),
    dirxml: out,
    table: (rows) => out(inspect(rows)),
    assert: (holds, ...values) => {
      if (!holds) error("Assertion failed", ...values);
    },
    count: (label = "default") => {
      counts.set(label, (counts.get(label) ?? 0) + 1);
      out(`${label}: ${counts.get(label)}`);
    },
    countReset: (label = "default") => void counts.delete(label),
    group: (...values) => {
      if (values.length > 0) out(...values);
      indentation += "  ";
    },
    groupCollapsed: (...values) => own.group?.(...values),
    groupEnd: () => {
      indentation = indentation.slice(2);
    },
    time: (label = "default") => void timers.set(label, performance.now()),
    timeLog: (label = "default", ...values) => out(elapsed(label), ...values),
    timeEnd: (label = "default") => {
      out(elapsed(label));
      timers.delete(label);
    },
    clear: () => {},
  };
  return { ...globalThis.console, ...own };
}
