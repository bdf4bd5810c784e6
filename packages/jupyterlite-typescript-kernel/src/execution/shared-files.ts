import type { SharedFile } from "../protocol.ts";
import type { Files } from "./public.ts";

/** Reads a published file; undefined where there is none. */
export type ReadPublished = (path: string) => Uint8Array | undefined;

/** The files that cells see. What the reader added and what cells wrote lies over what is published. */
export class SharedFiles implements Files {
  readonly folder: string;
  readonly #published: ReadPublished;
  readonly #onChange: (file: SharedFile) => void;
  /** By path without a leading slash; null where a file was removed. */
  readonly #over = new Map<string, Uint8Array | null>();
  /** Of those, what the reader added or changed. */
  readonly #own = new Set<string>();
  #ownWasRead = false;
  /** Published files that were read: each is asked for once. */
  readonly #read = new Map<string, Uint8Array | undefined>();

  constructor(folder: string, published: ReadPublished, onChange: (file: SharedFile) => void) {
    this.folder = `/${folder.replace(/^\/|\/$/g, "")}`;
    this.#published = published;
    this.#onChange = onChange;
  }

  read(path: string): Uint8Array | undefined {
    const key = this.#key(path);
    const over = this.#over.get(key);
    if (this.#own.has(key)) this.#ownWasRead = true;
    if (over !== undefined) return over ?? undefined;
    if (!this.#read.has(key)) this.#read.set(key, isTemporary(key) ? undefined : this.#published(key));
    return this.#read.get(key);
  }

  write(path: string, bytes: Uint8Array): void {
    const key = this.#key(path);
    this.#own.delete(key);
    this.#over.set(key, bytes);
    if (!isTemporary(key)) this.#onChange({ path: key, bytes });
  }

  remove(path: string): void {
    const key = this.#key(path);
    this.#own.delete(key);
    this.#over.set(key, null);
    if (!isTemporary(key)) this.#onChange({ path: key, bytes: null });
  }

  /** Takes up files that were changed outside of the cells. */
  share(files: readonly SharedFile[]): void {
    for (const { path, bytes } of files) {
      this.#own.add(path);
      this.#over.set(path, bytes);
    }
  }

  /** Whether cells read a file of the reader's since `forgetReads`. */
  get ownWasRead(): boolean {
    return this.#ownWasRead;
  }

  forgetReads(): void {
    this.#ownWasRead = false;
  }

  #key(path: string): string {
    const parts: string[] = [];
    for (const part of (path.startsWith("/") ? path : `${this.folder}/${path}`).split("/")) {
      if (part === "..") parts.pop();
      else if (part !== "" && part !== ".") parts.push(part);
    }
    return parts.join("/");
  }
}

/** Such files belong to the cells alone, and hidden ones too. */
function isTemporary(key: string): boolean {
  return key.startsWith("tmp/") || /(^|\/)\./.test(key);
}
