import { join } from "node:path";
import { projectRoot } from "../../../../project.ts";

/** The words of a shell by which this very installation is called. */
export function programWords(): string {
  return `${quoteForShell(process.execPath)} ${quoteForShell(join(projectRoot(), "dist", "cli", "main.js"))}`;
}

/** A word as a POSIX shell reads it, whatever characters are in it. */
export function quoteForShell(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
