import { readFileSync, statSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { InputError } from "../numerics/input-error.ts";
import { quote } from "../numerics/quote.ts";

/**
 * The text of a file, without a byte order mark, or `undefined` if the file does not exist.
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
 * Opens a file for reading. The result is `undefined` if the file does not exist. The caller closes the file.
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

/** Whether a file exists. @throws InputError for a folder */
function isThere(path: string): boolean {
  try {
    const status = statSync(path, { throwIfNoEntry: false });
    if (!status) return false;
    if (!status.isDirectory()) return true;
  } catch (error) {
    // The path is too long or otherwise impossible, so that no such file exists.
    if (!isSystemError(error)) return false;
    if (["ENAMETOOLONG", "ENOTDIR", "EINVAL"].includes(error.code)) return false;
    throw unreadable(path, error);
  }
  throw new InputError({ argument: quote(path), problem: "is a folder; give a file" });
}

/** The error for a file that exists but cannot be read. */
export function unreadable(path: string, error: unknown): InputError {
  const problem = `cannot be read (${isSystemError(error) ? error.code : String(error)})`;
  return new InputError({ argument: quote(path), problem });
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  return error instanceof Error && "syscall" in error && "code" in error;
}
