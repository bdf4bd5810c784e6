import type { Figure } from "./figure.ts";

/** The paper's figures, in order. */
export const figures: readonly Figure[] = [];
