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
  /** The bytes, decompressed. @throws InputError where reading fails */
  chunks(): AsyncIterable<Uint8Array>;
  /** The bytes, decompressed, in any order; the whole file in memory where it can only be read from the beginning. */
  randomAccess(): Promise<RandomAccess>;
  close(): Promise<void>;
}

type Chunks = AsyncGenerator<Uint8Array, void, undefined>;

/** Bytes that are read at a time. */
const CHUNK = 1 << 20;
/** Bytes that the format is told from. */
const HEAD = 1024;

/**
 * Opens a file and reads its beginning. A file that is compressed by gzip, whatever its name, is decompressed.
 * @returns undefined where there is no such file
 * @throws InputError for a folder, for a file that can't be read, and for a format that is not known
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

/** All of the text of a file. @throws InputError where reading fails */
export async function textOf(source: Source): Promise<string> {
  const parts: string[] = [];
  for await (const part of new DecodedText(source.chunks(), source.what)) parts.push(part);
  try {
    return parts.join("");
  } catch {
    throw new InputError({
      argument: source.what,
      problem: "is too large to be read as a whole; write a row per line",
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
  // The iteration below throws what goes wrong.
  const bytes = pipeline(Readable.from(chunks), createGunzip({ chunkSize: CHUNK }), () => {});
  try {
    for await (const chunk of bytes) yield chunk;
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError({
      argument: what,
      problem: `is not a whole gzip file (${error instanceof Error ? error.message : error})`,
    });
  }
}

/** The first bytes, `size` of them where there are so many, and all chunks, the first ones included. */
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
