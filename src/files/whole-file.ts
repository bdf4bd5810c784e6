import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { InputError } from "../numerics/input-error.ts";
import { quote } from "../numerics/quote.ts";

/**
 * Writes a file either completely or not at all. A reader never sees a part of it, and if writing fails, the old file stays. The
 * permissions of an old file are kept. If the path is a link, the file to which it points is written.
 */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const target = existsSync(path) ? realpathSync(path) : path;
  const mode = statSync(target, { throwIfNoEntry: false })?.mode;
  const temporary = join(dirname(target), `.scorebook-${process.pid}`);
  try {
    writeFileSync(temporary, content);
    if (mode !== undefined) chmodSync(temporary, mode);
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** The path, or the first of path-2, path-3 … that does not exist, if the path exists. */
export function unusedPath(path: string): string {
  let unused = path;
  for (let k = 2; existsSync(unused); k++) unused = `${path}-${k}`;
  return unused;
}

/**
 * Checks, before long work begins, that its result can be written.
 * @throws InputError if it cannot be written
 */
export function checkWritable(path: string): void {
  const folder = dirname(path);
  const refuse = (why: string): InputError =>
    new InputError({ argument: quote(path), problem: `cannot be written: ${why}` });
  if (path === "" || /[/\\]$/.test(path)) throw refuse("it is not the name of a file");
  try {
    if (!statSync(folder).isDirectory()) throw refuse(`${quote(folder)} is not a folder`);
    accessSync(folder, constants.W_OK);
    const there = statSync(path, { throwIfNoEntry: false });
    if (there?.isDirectory()) throw refuse("it is a folder");
    // Renaming would replace a device such as /dev/null by a file.
    if (there && !there.isFile()) throw refuse("it is not a regular file");
  } catch (error) {
    if (error instanceof InputError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") throw refuse(`there is no folder ${quote(folder)}`);
    if (code === "EACCES" || code === "EPERM" || code === "EROFS")
      throw refuse(`no permission to write to ${quote(folder)}`);
    throw refuse(code ?? String(error));
  }
}
