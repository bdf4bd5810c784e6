import type { OutputKind } from "../../../check/output-kind.ts";
import type { ReadingFlags } from "../../inputs/reading-options.ts";

/** The values of the options of `scorebook check`, as commander parses them. */
export interface CheckOptions extends ReadingFlags {
  readonly command?: string;
  readonly protocol: "json" | "npy";
  readonly output: OutputKind | "auto";
  readonly density?: string;
  readonly data?: string;
  readonly sigma?: readonly number[];
  readonly tolerance: number;
  readonly points?: number;
  readonly seed: number;
  readonly json?: true;
  readonly report?: string;
}
