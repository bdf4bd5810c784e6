import type { PointsReader } from "../../../files/points-reader.ts";
import { allPoints } from "../../../files/points-table.ts";
import { DRAW_COLUMNS } from "../../../files/set-aside.ts";

/**
 * The points where chains begin: the points of a file in their order. If `scorebook sample` wrote the file, they are the last draws of
 * its chains, so that the chains continue.
 * @param reader with `wholeRows` and `drawsAsWritten`
 * @returns shape (n, d)
 */
export async function startsIn(reader: PointsReader): Promise<Float64Array> {
  if (
    !DRAW_COLUMNS.every(
      (name, column) => reader.table.names?.[column] === name && !reader.table.columns.includes(column),
    )
  ) {
    return (await allPoints(reader)).points;
  }
  const { dim } = reader;
  const last = new Map<string, Float64Array>();
  for await (const { points, cell } of reader) {
    for (let i = 0; i < points.length / dim; i++) {
      last.set(String(cell?.(i, 0)), points.slice(i * dim, (i + 1) * dim));
    }
  }
  return Float64Array.from([...last.values()].flatMap((point) => [...point]));
}
