import { type ZipOptions, zipSync } from "fflate";
import { npyArray, npyText } from "./npy-array.ts";

/** Arrays and texts by name; numbers row-major. */
export type NamedArrays = Readonly<
  Record<string, string | { readonly data: Float64Array; readonly shape: readonly number[] }>
>;

/** The first day that the format has: the same arrays give the same bytes. */
const NO_DATE = "1980-01-01T00:00:00";

/**
 * Arrays as a .npz file, which numpy.load reads: a zip file of .npy files.
 * @param level how much they are compressed, from 0, which is not at all, to 9
 */
export function npzFile(arrays: NamedArrays, level: NonNullable<ZipOptions["level"]> = 0): Uint8Array {
  const files = Object.entries(arrays).map(([name, value]) => [
    `${name}.npy`,
    typeof value === "string" ? npyText(value) : npyArray(value.data, value.shape),
  ]);
  return zipSync(Object.fromEntries(files), { level, mtime: NO_DATE });
}
