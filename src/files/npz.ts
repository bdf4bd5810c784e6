import { type ZipOptions, zipSync } from "fflate";
import { npyArray, npyText } from "./npy-array.ts";

/** Arrays and texts by name. The numbers are row-major. */
export type NamedArrays = Readonly<
  Record<string, string | { readonly data: Float64Array; readonly shape: readonly number[] }>
>;

/** The date of all entries, so that the same arrays give the same bytes. It is the first day that the format can represent. */
const NO_DATE = "1980-01-01T00:00:00";

/**
 * The bytes of a .npz file, a zip file of .npy files, which numpy.load reads.
 * @param level the level of compression, from 0 (none) to 9
 */
export function npzFile(arrays: NamedArrays, level: NonNullable<ZipOptions["level"]> = 0): Uint8Array {
  const files = Object.entries(arrays).map(([name, value]) => [
    `${name}.npy`,
    typeof value === "string" ? npyText(value) : npyArray(value.data, value.shape),
  ]);
  return zipSync(Object.fromEntries(files), { level, mtime: NO_DATE });
}
