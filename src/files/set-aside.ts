/** A column that does not hold a coordinate. */
export interface SetAside {
  /** The position of the column, counted from 0. */
  readonly column: number;
  readonly why: "index" | "draws";
}

/** The columns that `scorebook sample` writes before the coordinates x1, ..., xd of a draw. */
export const DRAW_COLUMNS: readonly string[] = ["chain", "step"];

/** An index that pandas or R wrote has no name, or the name that it gets when pandas or R read the file again. */
const INDEX = /^(Unnamed: 0|\.\.\.1|__index_level_0__)?$/;

/** The columns whose names show that they are not coordinates. */
export function setAsideBy(names: readonly string[] | null): readonly SetAside[] {
  if (names === null || names.length < 2) return [];
  if (isDraws(names)) return DRAW_COLUMNS.map((_, column) => ({ column, why: "draws" }));
  return names.flatMap((name, column) =>
    // pandas writes the index as the first column, but as the last columns of a Parquet file.
    INDEX.test(name) && (column === 0 || name.startsWith("__")) ? [{ column, why: "index" as const }] : [],
  );
}

/** Whether these are the columns of a file that `scorebook sample` wrote. */
function isDraws(names: readonly string[]): boolean {
  const first = DRAW_COLUMNS.length;
  return names.length > first && names.every((name, a) => name === (a < first ? DRAW_COLUMNS[a] : `x${a - first + 1}`));
}
