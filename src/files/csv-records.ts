import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";

/** The rows of a table that scorebook wrote. Each row is an object with its cells by column name. */
export function csvRecords(path: string): Record<string, string>[] {
  return parse(readFileSync(path, "utf8"), { columns: true });
}
