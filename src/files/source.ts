import type { FileHandle } from "node:fs/promises";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { InputError } from "../numerics/input-error.ts";
import { quote } from "../numerics/quote.ts";
import { DecodedText } from "./decode.ts";
import { type FileFormat, formatOf } from "./file-format.ts";
import { openInputFile, unreadable } from "./input-file.ts";

/** A file whose parts can be read in any order. */
export interface RandomAccess {
  readonly byteLength: number;
  slice(start: number, end?: number): Promise<ArrayBuffer>;
}

/** A file that is read once: as chunks from the beginning, or in any order. */
export interface Source {
  readonly path: string;
  /** The name of the source in messages: `the file "data.csv"`. */
  readonly what: string;
  readonly format: FileFormat;
  /** The decompressed bytes. @throws InputError if reading fails */
  chunks(): AsyncIterable<Uint8Array>;
  /** The decompressed bytes, in any order. A file that can only be read from the beginning is read into memory as a whole. */
  randomAccess(): Promise<RandomAccess>;
  close(): Promise<void>;
}

type Chunks = AsyncGenerator<Uint8Array, void, undefined>;

/** The number of bytes that are read at a time. */
const CHUNK = 1 << 20;
/** The number of bytes from which the format is detected. */
const HEAD = 1024;

/**
 * Opens a file and reads its beginning. A file that is compressed with gzip is decompressed, whatever its name.
 * @returns the file, or undefined if it does not exist
 * @throws InputError for a folder, for a file that cannot be read, and for an unknown format
 */
export async function openSource(path: string): Promise<Source | undefined> {
  const file = path === "" ? undefined : await openInputFile(path);
  if (!file) return undefined;
  const what = `the file ${quote(path)}`;
  try {
    const raw = await peek(bytesOf(file, path), 2);
    const zipped = raw.head[0] === 0x1f && raw.head[1] === 0x8b;
    const { head, chunks } = zipped ? await peek(gunzipped(raw.chunks, what), HEAD) : await peek(raw.chunks, HEAD);
    const seekable = !zipped && (await file.stat()).isFile();
    return {
      path,
      what,
      format: formatOf(head, path, what),
      chunks: () => chunks,
      randomAccess: async () => (seekable ? partsOf(file, path) : inMemory(await gathered(chunks))),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** The same file with all its bytes in memory, so that it can be read more than once. The file itself is closed. */
export async function wholly(source: Source): Promise<Source> {
  try {
    const bytes = await gathered(source.chunks());
    const chunks = async function* (): Chunks {
      if (bytes.length > 0) yield bytes;
    };
    return { ...source, chunks, randomAccess: async () => inMemory(bytes), close: async () => {} };
  } finally {
    await source.close();
  }
}

/** The whole text of a file. @throws InputError if reading fails */
export async function textOf(source: Source): Promise<string> {
  const parts: string[] = [];
  for await (const part of new DecodedText(source.chunks(), source.what)) parts.push(part);
  try {
    return parts.join("");
  } catch {
    throw new InputError({
      argument: source.what,
      problem: "is too large to be read as a whole; write one row per line",
    });
  }
}

async function* bytesOf(file: FileHandle, path: string): Chunks {
  for (;;) {
    const buffer = new Uint8Array(CHUNK);
    const { bytesRead } = await file.read(buffer, 0, CHUNK, null).catch((error: unknown) => {
      throw unreadable(path, error);
    });
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

async function* gunzipped(chunks: AsyncIterable<Uint8Array>, what: string): Chunks {
  // Errors are thrown by the iteration below.
  const bytes = pipeline(Readable.from(chunks), createGunzip({ chunkSize: CHUNK }), () => {});
  try {
    for await (const chunk of bytes) yield chunk;
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError({
      argument: what,
      problem: `is not a complete gzip file (${error instanceof Error ? error.message : error})`,
    });
  }
}

/** The first `size` bytes, or all bytes if there are fewer, and all chunks including the first ones. */
async function peek(chunks: Chunks, size: number): Promise<{ head: Uint8Array; chunks: Chunks }> {
  const first: Uint8Array[] = [];
  for (let length = 0; length < size; ) {
    const { value, done } = await chunks.next();
    if (done) break;
    first.push(value);
    length += value.length;
  }
  const begun = Buffer.concat(first);
  const all = async function* (): Chunks {
    if (begun.length > 0) yield begun;
    yield* chunks;
  };
  return { head: begun.subarray(0, size), chunks: all() };
}

async function partsOf(file: FileHandle, path: string): Promise<RandomAccess> {
  const { size } = await file.stat();
  return {
    byteLength: size,
    async slice(start, end = size) {
      const buffer = new Uint8Array(Math.max(0, Math.min(end, size) - start));
      for (let done = 0; done < buffer.length; ) {
        const { bytesRead } = await file.read(buffer, done, buffer.length - done, start + done);
        if (bytesRead === 0)
          throw new InputError({ argument: quote(path), problem: "became shorter while it was read" });
        done += bytesRead;
      }
      return buffer.buffer;
    },
  };
}

function inMemory(bytes: Uint8Array): RandomAccess {
  return {
    byteLength: bytes.byteLength,
    slice: async (start, end) => bytes.slice(start, end).buffer as ArrayBuffer,
  };
}

async function gathered(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return new Uint8Array(Buffer.concat(all));
}
