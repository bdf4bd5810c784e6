import { resolve } from "node:path";
import { checkWritable } from "../../files/whole-file.ts";
import { InputError } from "../../numerics/input-error.ts";
import { quote } from "../../numerics/quote.ts";
import { namingOption } from "./naming-option.ts";

type Paths = Readonly<Record<string, string | undefined>>;

/**
 * Checks, before long work begins, that a command can write its files, and that it overwrites neither a file that it reads nor one of
 * its own files.
 * @param written the paths of the files that the command writes, by their options; undefined for an option that was not given
 * @param read the paths, or other values, of the options that may name a file that the command reads
 * @throws InputError that names the option of the file to write
 */
export function checkWrittenFiles(written: Paths, read: Paths): void {
  const paths = Object.entries(written).flatMap(([option, path]) => (path === undefined ? [] : [{ option, path }]));
  for (const { option, path } of paths) namingOption(option, () => checkWritable(path));
  const seen = new Map(Object.entries(read).flatMap(([option, path]) => (path ? [[resolve(path), option]] : [])));
  for (const { option, path } of paths) {
    const other = seen.get(resolve(path));
    if (other)
      throw new InputError({
        argument: option,
        problem: `${quote(path)} is the file of ${other} too; give another one`,
      });
    seen.set(resolve(path), option);
  }
}
