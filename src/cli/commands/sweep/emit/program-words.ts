import { join } from "node:path";
import { projectRoot } from "../../../../project.ts";

/** The shell words that call this same installation. */
export function programWords(): string {
  return `${quoteForShell(process.execPath)} ${quoteForShell(join(projectRoot(), "dist", "cli", "main.js"))}`;
}

/** A word in quotes for a POSIX shell; the word may hold any character. */
export function quoteForShell(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
