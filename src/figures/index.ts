import { figure1 } from "./paper/figure-1-along-and-across.ts";
import { figure2 } from "./paper/figure-2-three-points.ts";
import { figure3 } from "./paper/figure-3-density-and-score.ts";
import { figure4 } from "./paper/figure-4-score-estimates.ts";
import { figure5 } from "./paper/figure-5-spiral-field.ts";
import { figure6 } from "./paper/figure-6-curve-samples.ts";
import { figure7 } from "./paper/figure-7-spurious-attractor.ts";
import type { Figure } from "./specification/figure.ts";

/** The paper's figures, in order. */
export const figures: readonly Figure[] = [figure1, figure2, figure3, figure4, figure5, figure6, figure7];
