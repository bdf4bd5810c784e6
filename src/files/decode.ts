import { TextDecoder } from "node:util";
import { InputError } from "../numerics/input-error.ts";

export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

/**
 * Detects the encoding of a text from its first bytes. A byte order mark decides; UTF-16 without one is recognised by the zero
 * bytes of its digits and Latin letters. Everything else counts as UTF-8.
 */
export function encodingOf(head: Uint8Array): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  const zeros = [0, 0];
  const pairs = Math.floor(head.length / 2);
  for (let i = 0; i < 2 * pairs; i++) if (head[i] === 0) zeros[i % 2]++;
  // At least half of the pairs have a zero byte: names may be in other scripts, but digits and separators are not.
  if (zeros[1] > pairs / 2 && zeros[0] === 0) return "utf-16le";
  if (zeros[0] > pairs / 2 && zeros[1] === 0) return "utf-16be";
  return "utf-8";
}

/** Decodes bytes into text. */
export class DecodedText implements AsyncIterable<string> {
  readonly #chunks: AsyncIterable<Uint8Array>;
  readonly #what: string;
  #encoding: Encoding = "utf-8";

  /** @param what the name of the file in messages */
  constructor(chunks: AsyncIterable<Uint8Array>, what: string) {
    this.#chunks = chunks;
    this.#what = what;
  }

  /** The encoding. It is final only after all of the text has been read, since bytes that are not UTF-8 may occur late. */
  get encoding(): Encoding {
    return this.#encoding;
  }

  /**
   * The text without its byte order mark. From the first bytes that are not UTF-8 on, it is read as Windows-1252, in which numbers
   * and separators have the same bytes.
   * @throws InputError for damaged UTF-16
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    let rest: Uint8Array = new Uint8Array(0);
    let decoder: TextDecoder | null = null;
    for await (const chunk of this.#chunks) {
      if (!decoder) {
        this.#encoding = encodingOf(chunk.subarray(0, 1024));
        decoder = new TextDecoder(this.#encoding, { fatal: true });
      }
      if (this.#encoding === "utf-8") {
        const bytes: Uint8Array = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
        const end = bytes.length - begunCharacter(bytes);
        rest = bytes.slice(end);
        yield this.#utf8(decoder, bytes.subarray(0, end));
      } else if (this.#encoding === "windows-1252") {
        yield windows1252(chunk);
      } else {
        yield this.#utf16(decoder, chunk);
      }
    }
    if (rest.length > 0 && decoder) yield this.#utf8(decoder, rest);
    else if (decoder && this.#encoding.startsWith("utf-16")) yield this.#utf16(decoder);
  }

  #utf8(decoder: TextDecoder, bytes: Uint8Array): string {
    try {
      return decoder.decode(bytes);
    } catch {
      this.#encoding = "windows-1252";
      return windows1252(bytes);
    }
  }

  #utf16(decoder: TextDecoder, chunk?: Uint8Array): string {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
    } catch {
      throw new InputError({ argument: this.#what, problem: "is not valid UTF-16; save it as UTF-8" });
    }
  }
}

/** The characters 0x80 to 0x9f of Windows-1252. Before version 24, Node decodes these bytes as Latin-1. */
const WINDOWS = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

function windows1252(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  return text.replaceAll(/[\x80-\x9f]/g, (character) => WINDOWS[character.charCodeAt(0) - 0x80]);
}

/** The number of bytes at the end that begin a character of UTF-8 and do not complete it, from 0 to 3. */
function begunCharacter(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back];
    if (byte < 0x80) return 0;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? back : 0;
  }
  return 0;
}
