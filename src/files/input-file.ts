import { readFileSync, statSync } from "node:fs";
import { InputError } from "../numerics/input-error.ts";
import { quote } from "../numerics/quote.ts";

/**
 * The text of a file, without a byte order mark, or `undefined` where there is no such file.
 * @throws InputError for a folder or a file that cannot be read
 */
export function readInputFile(path: string): string | undefined {
  let isFile: boolean;
  try {
    const status = statSync(path, { throwIfNoEntry: false });
    if (!status) return undefined;
    isFile = !status.isDirectory();
  } catch (error) {
    // Too long or otherwise impossible as a path: nothing that exists.
    if (!isSystemError(error)) return undefined;
    if (["ENAMETOOLONG", "ENOTDIR", "EINVAL"].includes(error.code)) return undefined;
    throw unreadable(path, error);
  }
  if (!isFile) throw new InputError(`${quote(path)} is a folder; a file is needed`);
  try {
    return readFileSync(path, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): InputError {
  return new InputError(`${quote(path)} cannot be read (${isSystemError(error) ? error.code : String(error)})`);
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  return error instanceof Error && "syscall" in error && "code" in error;
}
