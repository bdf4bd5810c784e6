import { accessSync, constants, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { InputError } from "../numerics/input-error.ts";
import { quote } from "../numerics/quote.ts";

/** Writes a text file whole or not at all: a reader never sees half of it, and where writing fails the old one stays. */
export function writeWhole(path: string, text: string): void {
  const temporary = join(dirname(path), `.${basename(path)}-${process.pid}`);
  try {
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/**
 * Makes sure, before long work is begun, that its result can be written.
 * @throws InputError where it can't
 */
export function checkWritable(path: string): void {
  const folder = dirname(path);
  const refuse = (why: string): InputError => new InputError(`${quote(path)} cannot be written: ${why}`);
  if (path === "") throw refuse("it is no file's name");
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
