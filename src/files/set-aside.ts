/** A column that holds no coordinate. */
export interface SetAside {
  /** Counted from 0. */
  readonly column: number;
  readonly why: "index" | "draws";
}

/** What `scorebook sample` writes before the coordinates x1, ..., xd of a draw. */
export const DRAW_COLUMNS: readonly string[] = ["chain", "step"];

/** An index as pandas and R write it has no name, or the one that each gives it when it reads the file again. */
const INDEX = /^(Unnamed: 0|\.\.\.1|__index_level_0__)?$/;

/** The columns that are no coordinates, as their names show. */
export function setAsideBy(names: readonly string[] | null): readonly SetAside[] {
  if (names === null || names.length < 2) return [];
  if (isDraws(names)) return DRAW_COLUMNS.map((_, column) => ({ column, why: "draws" }));
  return names.flatMap((name, column) =>
    // pandas puts the index of a Parquet file last.
    INDEX.test(name) && (column === 0 || name.startsWith("__")) ? [{ column, why: "index" as const }] : [],
  );
}

/** Whether columns are those of a file that `scorebook sample` wrote. */
function isDraws(names: readonly string[]): boolean {
  const first = DRAW_COLUMNS.length;
  return names.length > first && names.every((name, a) => name === (a < first ? DRAW_COLUMNS[a] : `x${a - first + 1}`));
}
