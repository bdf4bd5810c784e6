import { resolve } from "node:path";
import { InputError } from "../../numerics/input-error.ts";
import { quote } from "../../numerics/quote.ts";

type Paths = Readonly<Record<string, string | undefined>>;

/**
 * Checks that a command does not overwrite a file that it reads, or one of its own files.
 * @param written the paths of the files that the command writes, by their options; undefined for an option that was not given
 * @param read the paths, or other values, of the options that may name a file that the command reads
 * @throws InputError that names the option of the file to write
 */
export function checkDifferentFiles(written: Paths, read: Paths): void {
  const seen = new Map(Object.entries(read).flatMap(([option, path]) => (path ? [[resolve(path), option]] : [])));
  for (const [option, path] of Object.entries(written)) {
    if (path === undefined) continue;
    const other = seen.get(resolve(path));
    if (other)
      throw new InputError({
        argument: option,
        problem: `${quote(path)} is the file of ${other} too; give another one`,
      });
    seen.set(resolve(path), option);
  }
}
