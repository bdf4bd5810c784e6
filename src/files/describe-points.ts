import { checkObject } from "../numerics/check.ts";
import { plural, quote } from "../numerics/quote.ts";
import { listColumns } from "./choose-columns.ts";
import type { PointsSummary } from "./points-reader.ts";

/** Describes what was read, such as "342 points in R^2 from data.csv, columns bill, mass; line 1 was read as column names". */
export function describePoints(summary: PointsSummary): string {
  checkObject("summary", summary, "a summary, as readPoints returns it", { numbers: ["count", "dim"] });
  const { path, count, dim, columns, notes } = summary;
  const points = `${plural(count, "point")} in R^${dim} from ${path}`;
  const labels = columns.map((column) => (/[,;"]/.test(column) ? quote(column) : column));
  const which = `${columns.length === 1 ? "column" : "columns"} ${listColumns(labels)}`;
  return [`${points}, ${which}`, ...notes].join("; ");
}
