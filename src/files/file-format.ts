import { extname } from "node:path";
import { InputError } from "../numerics/input-error.ts";
import { encodingOf } from "./decode.ts";

/** The format of the table in a file. */
export type FileFormat = "text" | "json" | "npy" | "parquet";

/** The first bytes of files that can be read, and their format. */
const READ: readonly (readonly [signature: string, format: FileFormat])[] = [
  ["\x93NUMPY", "npy"],
  ["PAR1", "parquet"],
];

/** The first bytes of files that cannot be read, what these files are, and what to do instead. */
const REFUSED: readonly (readonly [signature: string, what: string, instead: string])[] = [
  ["PK\x03\x04", "a zip archive, as .xlsx and .npz files are", "save the table as CSV, or one array with numpy.save"],
  ["\xD0\xCF\x11\xE0", "an old Excel file", "save the table as CSV"],
  ["\x89HDF", "an HDF5 file", "save the array with numpy.save, or the table as CSV or Parquet"],
  ["ARROW1", "an Arrow file", "save the table as Parquet or CSV"],
  ["FEA1", "a Feather file", "save the table as Parquet or CSV"],
  ["\x28\xB5\x2F\xFD", "compressed with zstd", "decompress the file, or compress it with gzip"],
  ["BZh", "compressed with bzip2", "decompress the file, or compress it with gzip"],
  ["\xFD7zXZ", "compressed with xz", "decompress the file, or compress it with gzip"],
  ["\x1F\x8B", "compressed twice", "decompress the file once"],
  ["SQLite format 3", "an SQLite database", "export the table as CSV"],
  ["%PDF", "a PDF file", "save the table as CSV"],
  ["\x89PNG", "a picture", "give a table of numbers"],
];

/**
 * Detects the format of a file from its first bytes. .json files and texts that begin with [ or { are JSON. Otherwise the name of the
 * file does not matter.
 * @param head the first bytes of the file, a hundred or more if the file has so many
 * @param what the name of the file in messages
 * @throws InputError for a format that cannot be read
 */
export function formatOf(head: Uint8Array, path: string, what: string): FileFormat {
  const bytes = String.fromCharCode(...head.subarray(0, 16));
  const known = READ.find(([signature]) => bytes.startsWith(signature));
  if (known) return known[1];
  const refused = REFUSED.find(([signature]) => bytes.startsWith(signature));
  if (refused) throw new InputError({ argument: what, problem: `is ${refused[1]}; ${refused[2]}` });
  const encoding = encodingOf(head);
  const text = new TextDecoder(encoding).decode(head);
  if (text.includes("\0")) {
    throw new InputError({
      argument: what,
      problem: "is neither text nor Parquet nor .npy; give a file of one of these formats",
    });
  }
  const json = /^\s*[[{]/.test(text) || /^\.(json|jsonl|ndjson)$/i.test(extname(path.replace(/\.gz$/i, "")));
  return json ? "json" : "text";
}
