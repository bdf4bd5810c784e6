import type { ExecutionService, OutputMessage } from "../protocol.ts";
import { offer } from "../worker-port.ts";
import { consoleFor } from "./console.ts";
import { moduleLoader } from "./modules.ts";
import { kernelKey } from "./public.ts";
import { readPublished } from "./published.ts";
import { ExecutionSession } from "./session.ts";
import { SharedFiles } from "./shared-files.ts";

let session: ExecutionSession | undefined;
let files: SharedFiles | undefined;

const service: ExecutionService = {
  async start({ modulesUrl, modules, folder, filesUrl, preload }) {
    files = new SharedFiles(folder, readPublished(filesUrl), (file) => send({ type: "file", file }));
    const load = moduleLoader(modules, modulesUrl, () => session);
    session = new ExecutionSession(load, files, send);
    Object.defineProperty(globalThis, kernelKey, { value: session });
    globalThis.console = consoleFor((name, text) => send({ type: "stream", name, text }));
    if (modules.prelude && modulesUrl) await import(new URL(modules.prelude, modulesUrl).href);
    // The cell that imports a module which fails is told so.
    for (const name of preload) load(name).catch(() => {});
  },
  run(cell) {
    if (!session) throw new Error("The execution worker was not started.");
    return session.run(cell);
  },
  interrupt: () => session?.interrupt(),
  share: (changed) => files?.share(changed),
};

const sendEvent = offer(service);

function send(output: OutputMessage): void {
  try {
    sendEvent(output);
  } catch {
    // Functions and the like can't be sent to the page; their JSON can.
    sendEvent(JSON.parse(JSON.stringify(output)));
  }
}

// What fails when no cell waits for it is printed rather than lost.
self.addEventListener("unhandledrejection", (event) => {
  console.error("Nobody waited for a promise that failed:", event.reason);
  event.preventDefault();
});
