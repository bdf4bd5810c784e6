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
 * Writes a file whole or not at all: a reader never sees half of it, and where writing fails the old one stays. Who
 * may read it stays as it was, and where the path is a link, the file that it leads to is written.
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

/** The path, or, where something is there, the first of path-2, path-3 … where nothing is. */
export function unusedPath(path: string): string {
  let unused = path;
  for (let k = 2; existsSync(unused); k++) unused = `${path}-${k}`;
  return unused;
}

/**
 * Makes sure, before long work is begun, that its result can be written.
 * @throws InputError where it can't
 */
export function checkWritable(path: string): void {
  const folder = dirname(path);
  const refuse = (why: string): InputError =>
    new InputError({ argument: quote(path), problem: `cannot be written: ${why}` });
  if (path === "" || /[/\\]$/.test(path)) throw refuse("it is no file's name");
  try {
    if (!statSync(folder).isDirectory()) throw refuse(`${quote(folder)} is no folder`);
    accessSync(folder, constants.W_OK);
    const there = statSync(path, { throwIfNoEntry: false });
    if (there?.isDirectory()) throw refuse("it is a folder");
    // A device, such as /dev/null, would be replaced.
    if (there && !there.isFile()) throw refuse("it is no ordinary file");
  } catch (error) {
    if (error instanceof InputError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") throw refuse(`there is no folder ${quote(folder)}`);
    if (code === "EACCES" || code === "EPERM" || code === "EROFS") throw refuse(`no permission for ${quote(folder)}`);
    throw refuse(code ?? String(error));
  }
}
