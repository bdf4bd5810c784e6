// The global `process`, as far as a browser has one. SIGINT is the kernel's interrupt.
import { kernel } from "./kernel.js";

/** Ends listening, by listener. */
const interrupts = new Map();

function on(event, listener, once = false) {
  if (event !== "SIGINT" || interrupts.has(listener)) return process;
  const stop = kernel().onInterrupt(() => {
    if (once) removeListener(event, listener);
    listener("SIGINT");
  });
  interrupts.set(listener, stop);
  return process;
}

function removeListener(event, listener) {
  if (event === "SIGINT") interrupts.get(listener)?.();
  interrupts.delete(listener);
  return process;
}

const stream = (name) => ({
  isTTY: false,
  columns: 80,
  write(text) {
    kernel().print(name, typeof text === "string" ? text : new TextDecoder().decode(text));
    return true;
  },
});

export const process = {
  env: {},
  argv: [],
  execArgv: [],
  execPath: "",
  pid: 1,
  platform: "browser",
  arch: "wasm32",
  version: "",
  versions: {},
  exitCode: undefined,
  stdout: stream("stdout"),
  stderr: stream("stderr"),
  cwd: () => kernel().files.folder,
  nextTick: (call, ...parameters) => queueMicrotask(() => call(...parameters)),
  hrtime: Object.assign(() => [Math.floor(performance.now() / 1000), Math.floor((performance.now() % 1000) * 1e6)], {
    bigint: () => BigInt(Math.floor(performance.now() * 1e6)),
  }),
  memoryUsage: () => ({ rss: 0, heapTotal: 0, heapUsed: 0, external: 0, arrayBuffers: 0 }),
  uptime: () => performance.now() / 1000,
  emitWarning: (warning) => console.warn(String(warning)),
  on,
  once: (event, listener) => on(event, listener, true),
  addListener: on,
  off: removeListener,
  removeListener,
  removeAllListeners: () => process,
  listenerCount: (event) => (event === "SIGINT" ? interrupts.size : 0),
  exit() {
    throw new Error("A cell can't end the kernel: restart it by the menu Kernel.");
  },
};

export default process;
