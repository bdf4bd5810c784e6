import ts from "typescript-in-javascript";
import type { LanguageService } from "../protocol.ts";
import { offer } from "../worker-port.ts";
import { LanguageSession } from "./session.ts";
import { VirtualFiles } from "./virtual-files.ts";

let session: LanguageSession | undefined;

/** The language's own declarations are published beside this worker. */
const libraryUrl = new URL("library.json", import.meta.url).href;

const started = (): LanguageSession => {
  if (!session) throw new Error("The language worker was not started.");
  return session;
};

const service: LanguageService = {
  async start(typesUrl) {
    const addresses = [libraryUrl, ...(typesUrl ? [typesUrl] : [])];
    const files = await Promise.all(addresses.map(fetchJson));
    session = new LanguageSession(ts, new VirtualFiles(Object.assign({}, ...files)));
    // The first check reads all declarations of the language: now, while the page still loads.
    session.compile("");
  },
  compile: (code) => started().compile(code),
  commit: (name, values, stored) => started().commit(name, values, stored),
  complete: (code, cursor) => started().complete(code, cursor),
  describe: (code, cursor) => started().describe(code, cursor),
  completeness: (code) => started().completeness(code),
  reset: () => started().reset(),
};

async function fetchJson(address: string): Promise<Record<string, string>> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} can't be read: the server says ${response.status}.`);
  return response.json();
}

offer(service);
