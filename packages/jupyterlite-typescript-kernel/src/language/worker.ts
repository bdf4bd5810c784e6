import ts from "typescript-in-javascript";
import type { LanguageService } from "../protocol.ts";
import { offer } from "../worker-port.ts";
import { LanguageSession } from "./session.ts";
import { VirtualFiles } from "./virtual-files.ts";

// The kernels of a page share this worker: what one has read of the declarations, the others need not read again. Each sends a port,
// through which it has a session of its own.

/** The language's own declarations are published beside this worker. */
const libraryUrl = new URL("library.json", import.meta.url).href;

/** Files that were parsed. */
const registry = ts.createDocumentRegistry(true);

/** Declarations by address. */
const fetched = new Map<string, Promise<Record<string, string>>>();

function languageService(): LanguageService {
  let session: LanguageSession | undefined;
  const started = (): LanguageSession => {
    if (!session) throw new Error("The language worker was not started.");
    return session;
  };
  return {
    async start(typesUrl, preload) {
      const addresses = [libraryUrl, ...(typesUrl ? [typesUrl] : [])];
      const files = await Promise.all(addresses.map(declarationsAt));
      session = new LanguageSession(ts, new VirtualFiles(Object.assign({}, ...files)), registry);
      // The first check reads all declarations of the language: now, while the page still loads.
      session.compile(preload.map((name) => `import ${JSON.stringify(name)};`).join(""));
    },
    compile: (code) => started().compile(code),
    commit: (name, values, stored) => started().commit(name, values, stored),
    complete: (code, cursor) => started().complete(code, cursor),
    describe: (code, cursor) => started().describe(code, cursor),
    completeness: (code) => started().completeness(code),
    reset: () => started().reset(),
    end: () => {
      session?.end();
      session = undefined;
    },
  };
}

function declarationsAt(address: string): Promise<Record<string, string>> {
  const known = fetched.get(address);
  if (known) return known;
  const reading = fetchJson(address);
  fetched.set(address, reading);
  // Whoever asks later tries again.
  reading.catch(() => fetched.delete(address));
  return reading;
}

async function fetchJson(address: string): Promise<Record<string, string>> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} can't be read: the server says ${response.status}.`);
  return response.json();
}

self.onmessage = ({ ports: [port] }: MessageEvent) => void offer(languageService(), port);
