// The services that the core needs from the machine on which it runs. Node, Deno, browsers and their workers have them under
// different names. No module of Node is imported, so that a bundler for browsers has nothing to leave out.

/** The modules of Node that are used if they exist. */
interface NodeModules {
  "node:module": typeof import("node:module");
  "node:os": typeof import("node:os");
  "node:worker_threads": typeof import("node:worker_threads");
  "node:timers": typeof import("node:timers");
}

/** A module of Node, or undefined in a browser. */
function nodeModule<Name extends keyof NodeModules>(name: Name): NodeModules[Name] | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
  return process?.getBuiltinModule?.(name) as NodeModules[Name] | undefined;
}

/** The number of processors, or 1 if the machine does not tell it. */
export function processors(): number {
  const own = nodeModule("node:os")?.availableParallelism();
  const { navigator } = globalThis as { navigator?: { hardwareConcurrency?: number } };
  return own ?? navigator?.hardwareConcurrency ?? 1;
}

/** The file of a module of a package, as `require` on another thread may be given it. Undefined where it is not found, and in a browser. */
export function moduleFile(name: string): string | undefined {
  try {
    return nodeModule("node:module")
      ?.createRequire(import.meta.url)
      .resolve(name);
  } catch {
    return undefined;
  }
}

/** An environment variable of the process. Undefined if it is not set, in a browser, and in Deno without the permission. */
export function environmentVariable(name: string): string | undefined {
  const { process } = globalThis as { process?: { env?: Readonly<Record<string, string | undefined>> } };
  try {
    return process?.env?.[name];
  } catch {
    return undefined;
  }
}

/** Lets other waiting work run: events, signals, and the drawing of a page. */
export function pause(): Promise<void> {
  const timers = nodeModule("node:timers");
  if (timers) return new Promise((resolve) => timers.setImmediate(resolve));
  // A message arrives without the four milliseconds that browsers add to nested timers.
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    // The declared types are those of Node, which listens in another way. Browsers have `onmessage`.
    const receiver = port1 as unknown as { onmessage: () => void };
    receiver.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** A thread that runs a piece of JavaScript. */
export interface Thread {
  /** Resolves when the thread runs. @throws Error if it cannot be started */
  started(): Promise<void>;
  /** Ends the thread at once. */
  terminate(): void;
  /** Resolves when the thread has ended by itself. */
  ended(): Promise<void>;
}

/**
 * Whether there are threads that can share memory: in Node and Deno always, in a browser on pages that are isolated from
 * other origins.
 */
export function hasThreads(): boolean {
  if (nodeModule("node:worker_threads")) return true;
  const { crossOriginIsolated } = globalThis as { crossOriginIsolated?: boolean };
  return crossOriginIsolated === true && typeof (globalThis as { Worker?: unknown }).Worker === "function";
}

/**
 * Starts a thread that runs `code`, the body of a function of `data`. Errors in the code are not reported here. The process does
 * not wait for the thread, unless `ended` is awaited.
 */
export function startThread(code: string, data: object): Thread {
  const node = nodeModule("node:worker_threads");
  return node ? startNodeThread(node, code, data) : startWebThread(code, data);
}

function startNodeThread(node: NodeModules["node:worker_threads"], code: string, data: object): Thread {
  const program = `const data = require("node:worker_threads").workerData;\n${code}`;
  // The thread does not get the options of this process, such as a loader or an inspector.
  const worker = new node.Worker(program, { eval: true, execArgv: [], workerData: data });
  const online = new Promise<void>((resolve, reject) => {
    worker.once("online", () => resolve());
    worker.once("error", reject);
  });
  // A caller that does not wait for the start works without the worker.
  online.catch(() => {});
  const exited = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
  worker.on("error", () => {});
  worker.unref();
  return {
    started: () => {
      worker.ref();
      return online.finally(() => worker.unref());
    },
    terminate: () => void worker.terminate(),
    ended: async () => {
      // A worker that has ended before has no thread any more.
      if (worker.threadId === -1) return;
      // The process must not end while a caller awaits the end of the thread.
      worker.ref();
      await exited;
    },
  };
}

/** The part of a browser's Worker that is used here. */
interface WebWorker {
  postMessage(data: object): void;
  terminate(): void;
  onmessage: ((event: unknown) => void) | null;
  onerror: ((event: unknown) => void) | null;
}

function startWebThread(code: string, data: object): Thread {
  const { Worker } = globalThis as unknown as { Worker: new (address: string) => WebWorker };
  const program = `onmessage = ({ data }) => { postMessage("online"); ${code}\n; postMessage("ended"); close(); };`;
  const address = URL.createObjectURL(new Blob([program], { type: "text/javascript" }));
  const worker = new Worker(address);
  let [start, fail, end]: [() => void, (reason: unknown) => void, () => void] = [() => {}, () => {}, () => {}];
  const online = new Promise<void>((resolve, reject) => {
    [start, fail] = [resolve, reject];
  });
  online.catch(() => {});
  const exited = new Promise<void>((resolve) => {
    end = resolve;
  });
  worker.onmessage = (event) => ((event as { data: string }).data === "online" ? start() : end());
  worker.onerror = (event) => {
    fail(event);
    end();
  };
  worker.postMessage(data);
  return {
    started: () => online.finally(() => URL.revokeObjectURL(address)),
    terminate: () => {
      worker.terminate();
      end();
    },
    ended: () => exited,
  };
}
