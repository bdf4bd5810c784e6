import type { Figure } from "./figure.ts";
import { figure3 } from "./figure-3-density-and-score.ts";
import { figure4 } from "./figure-4-score-estimates.ts";

/** The paper's figures, in order. */
export const figures: readonly Figure[] = [figure3, figure4];
