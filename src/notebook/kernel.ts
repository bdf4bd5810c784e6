import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** One output in several forms, by MIME type: text, base64 for a picture, and an object for JSON types. */
export type MimeBundle = { readonly "text/plain": string } & Readonly<Record<string, unknown>>;

/** An output below a cell, which may be replaced by a later bundle. */
export interface Output {
  /** @param metadata by MIME type, such as the size at which a picture is shown */
  send(bundle: MimeBundle, metadata?: Metadata): void;
}

export type Metadata = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

interface DisplayData {
  readonly data: MimeBundle;
  readonly metadata: Metadata;
  readonly transient: { readonly display_id?: string };
}

type WriteDisplayData = (content: DisplayData, update: boolean) => void;

/**
 * Makes an output of the cell that runs now. Call this function before the first await; everything that is sent later then belongs to
 * that cell. Every `send` makes a new output or, with `inPlace`, replaces the previous one.
 *
 * The public API of tslab sends one MIME type at a time, which would make several outputs. The internal function that it calls
 * sends a bundle, and is used here. If a version of tslab does not have this function, the richest single type is sent through the
 * public API. Outside a kernel the text is printed.
 */
export function cellOutput(options: { inPlace?: boolean } = {}): Output {
  const browser = browserKernel();
  if (browser) {
    const id = options.inPlace ? randomUUID() : undefined;
    let update = false;
    return {
      send: (bundle, metadata = {}) => {
        browser.display(bundle, { metadata, id, update });
        update = options.inPlace ?? false;
      },
    };
  }
  const write = writeDisplayData();
  if (write) {
    const transient = options.inPlace ? { display_id: randomUUID() } : {};
    let update = false;
    return {
      send: (data, metadata = {}) => {
        write({ data, metadata, transient }, update);
        update = options.inPlace ?? false;
      },
    };
  }
  const display = publicDisplay(options.inPlace ?? false);
  if (display) {
    return {
      send: (bundle) => {
        const type = ["image/png", "text/html", "text/latex", "text/markdown"].find((rich) => rich in bundle);
        display.raw(type ?? "text/plain", `${bundle[type ?? "text/plain"]}`);
      },
    };
  }
  return { send: (bundle) => process.stdout.write(`${bundle["text/plain"]}\n`) };
}

/** The part that is used of the kernel in packages/jupyterlite-typescript-kernel, whose cells run in a browser. */
interface BrowserKernel {
  display(bundle: MimeBundle, options: { metadata: Metadata; id: string | undefined; update: boolean }): void;
}

function browserKernel(): BrowserKernel | undefined {
  return (globalThis as { [key: symbol]: BrowserKernel | undefined })[Symbol.for("jupyterlite-typescript-kernel")];
}

/** Whether this process is a tslab kernel. */
export function inKernel(): boolean {
  return kernelFolders().length > 0;
}

interface PublicDisplay {
  raw(type: string, content: string): void;
}

function publicDisplay(inPlace: boolean): PublicDisplay | undefined {
  const [tslab] = tslabModules("public.js") as { display: PublicDisplay; newDisplay(): PublicDisplay }[];
  if (!tslab) return undefined;
  return inPlace ? tslab.newDisplay() : tslab.display;
}

function writeDisplayData(): WriteDisplayData | undefined {
  const modules = tslabModules("jupyter.js") as { lastWriteDisplayData?: WriteDisplayData | null }[];
  return modules.find(({ lastWriteDisplayData }) => lastWriteDisplayData)?.lastWriteDisplayData ?? undefined;
}

// The modules of the tslab that started the kernel are among the modules that this process has loaded, wherever it is installed. A
// tslab that is installed globally loads the project's own tslab and hands over to it. Only the one with a kernel has the function.
function tslabModules(file: "jupyter.js" | "public.js"): unknown[] {
  const require = createRequire(import.meta.url);
  return kernelFolders().map((folder) => require(join(folder, file)));
}

function kernelFolders(): string[] {
  const loaded = Object.keys(createRequire(import.meta.url).cache);
  return loaded.filter((path) => /[\\/]tslab[\\/]dist[\\/]executor\.js$/.test(path)).map((path) => dirname(path));
}
