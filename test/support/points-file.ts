import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PointsTable, readPoints } from "../../src/files/points-table.ts";
import type { ReadingOptions } from "../../src/files/reading-options.ts";

/** Reads points from the contents of a file. @throws InputError */
export async function pointsFrom(
  content: string | Uint8Array,
  options: ReadingOptions = {},
  name = "points.csv",
): Promise<PointsTable> {
  const folder = mkdtempSync(join(tmpdir(), "scorebook-points-"));
  try {
    const path = join(folder, name);
    writeFileSync(path, content);
    return await readPoints(path, options);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The rows of a table as arrays. */
export function rowsOf({ points, dim }: PointsTable): number[][] {
  return Array.from({ length: points.length / dim }, (_, i) => [...points.subarray(i * dim, (i + 1) * dim)]);
}
