import type { ClaimStatement } from "../src/claims/claim-statement.ts";
import type { Figure } from "../src/figures/figure.ts";

export declare const pages: readonly { readonly path: string; readonly toRoot: string }[];
export declare function table(
  claims: readonly ClaimStatement[],
  figures: readonly Pick<Figure, "id" | "shortTitle" | "source" | "chapter">[],
  toRoot: string,
): string;
export declare function withTable(text: string, wanted: string): string;
export declare function withTableInNotebook(text: string, wanted: string): string;
