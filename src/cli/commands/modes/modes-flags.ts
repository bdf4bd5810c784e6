import type { PlotFlags } from "../../inputs/plot-options.ts";
import type { ReadingFlags } from "../../inputs/reading-options.ts";

/** The options of `scorebook modes` as they were typed. */
export interface ModesFlags extends ReadingFlags, PlotFlags {
  readonly model?: string;
  readonly density?: string;
  readonly sigma?: number;
  readonly data?: string;
  readonly starts?: "rows" | "grid";
  readonly from?: string;
  readonly grid?: number;
  readonly cutoff?: number;
  readonly tolerance: number;
  readonly steps: number;
  readonly seed: number;
  readonly out?: string;
  readonly json?: true;
}
