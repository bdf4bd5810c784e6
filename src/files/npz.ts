import { crc32 } from "node:zlib";
import { npyArray, npyText } from "./npy-array.ts";

/** Arrays and texts by name; numbers row-major. */
export type NamedArrays = Readonly<
  Record<string, string | { readonly data: Float64Array; readonly shape: readonly number[] }>
>;

/** 1 January 1980, the first day that the format has: the same arrays give the same bytes. */
const DATE = 0x21;
const VERSION = 20;

/**
 * Arrays as a .npz file, which numpy.load reads: a zip file of .npy files that are not compressed. Own code, since the packages that
 * write zip files bring compression, streams and dates along, and this is two records for each array.
 */
export function npzFile(arrays: NamedArrays): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const [name, value] of Object.entries(arrays)) {
    const bytes = typeof value === "string" ? npyText(value) : npyArray(value.data, value.shape);
    const path = Buffer.from(`${name}.npy`, "utf8");
    const sizes = { checksum: crc32(bytes), size: bytes.length, name: path.length };
    const local = Buffer.concat([localHeader(sizes), path, bytes]);
    directory.push(Buffer.concat([centralHeader(sizes, offset), path]));
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  return Buffer.concat([...parts, central, endRecord(parts.length, central.length, offset)]);
}

interface Sizes {
  readonly checksum: number;
  readonly size: number;
  readonly name: number;
}

function localHeader({ checksum, size, name }: Sizes): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(VERSION, 4);
  header.writeUInt16LE(DATE, 12);
  header.writeUInt32LE(checksum, 14);
  header.writeUInt32LE(size, 18);
  header.writeUInt32LE(size, 22);
  header.writeUInt16LE(name, 26);
  return header;
}

function centralHeader({ checksum, size, name }: Sizes, offset: number): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(VERSION, 4);
  header.writeUInt16LE(VERSION, 6);
  header.writeUInt16LE(DATE, 14);
  header.writeUInt32LE(checksum, 16);
  header.writeUInt32LE(size, 20);
  header.writeUInt32LE(size, 24);
  header.writeUInt16LE(name, 28);
  header.writeUInt32LE(offset, 42);
  return header;
}

function endRecord(count: number, size: number, offset: number): Buffer {
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt16LE(count, 8);
  record.writeUInt16LE(count, 10);
  record.writeUInt32LE(size, 12);
  record.writeUInt32LE(offset, 16);
  return record;
}
