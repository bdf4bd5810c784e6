import { accessSync, constants, type Stats, statSync } from "node:fs";
import { dirname } from "node:path";
import { InputError } from "../numerics/input-error.ts";
import { quote } from "../numerics/quote.ts";

/**
 * Checks that files can be written into a folder. The folder and the folders above it need not exist; in this case the nearest one
 * that exists is checked.
 * @throws InputError if a file has the name of one of these folders, or if there is no permission to write
 */
export function checkWritableFolder(path: string): void {
  const refuse = (why: string): InputError =>
    new InputError({ argument: quote(path), problem: `cannot be used as a folder: ${why}` });
  if (path === "") throw refuse("it is an empty name");
  for (let folder = path; ; folder = dirname(folder)) {
    const found = statsOf(folder);
    if (!found && dirname(folder) !== folder) continue;
    if (!found?.isDirectory()) throw refuse(folder === path ? "it is a file" : `${quote(folder)} is a file`);
    try {
      accessSync(folder, constants.W_OK);
      return;
    } catch (error) {
      throw new InputError(
        { argument: quote(path), problem: `cannot be used as a folder: no permission to write into ${quote(folder)}` },
        { cause: error },
      );
    }
  }
}

/** What is at a path; undefined if nothing is, also where a file stands in place of a folder above it. */
function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return undefined;
    throw error;
  }
}
