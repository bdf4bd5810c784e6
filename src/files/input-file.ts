import { readFileSync, statSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { InputError } from "../numerics/input-error.ts";
import { quote } from "../numerics/quote.ts";

/**
 * The text of a file, without a byte order mark, or `undefined` where there is no such file.
 * @throws InputError for a folder or a file that cannot be read
 */
export function readInputFile(path: string): string | undefined {
  if (!isThere(path)) return undefined;
  try {
    return readFileSync(path, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    throw unreadable(path, error);
  }
}

/**
 * A file that is open for reading, or `undefined` where there is no such file. Whoever opens it closes it.
 * @throws InputError for a folder or a file that cannot be read
 */
export async function openInputFile(path: string): Promise<FileHandle | undefined> {
  if (!isThere(path)) return undefined;
  try {
    return await open(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** @throws InputError for a folder */
function isThere(path: string): boolean {
  try {
    const status = statSync(path, { throwIfNoEntry: false });
    if (!status) return false;
    if (!status.isDirectory()) return true;
  } catch (error) {
    // Too long or otherwise impossible as a path: nothing that exists.
    if (!isSystemError(error)) return false;
    if (["ENAMETOOLONG", "ENOTDIR", "EINVAL"].includes(error.code)) return false;
    throw unreadable(path, error);
  }
  throw new InputError({ argument: quote(path), problem: "is a folder; a file is needed" });
}

/** That a file is there, but cannot be read. */
export function unreadable(path: string, error: unknown): InputError {
  const problem = `cannot be read (${isSystemError(error) ? error.code : String(error)})`;
  return new InputError({ argument: quote(path), problem });
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  return error instanceof Error && "syscall" in error && "code" in error;
}
