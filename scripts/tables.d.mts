import type { ClaimStatement } from "../src/claims/claim-statement.ts";
import type { Figure } from "../src/figures/specification/figure.ts";

export interface Page {
  readonly path: string;
  readonly toRoot: string;
  readonly toNotebooks: string;
}

export declare const pages: readonly Page[];
export declare function table(
  claims: readonly ClaimStatement[],
  figures: readonly Pick<Figure, "id" | "shortTitle" | "source" | "chapter">[],
  page: Omit<Page, "path">,
): string;
export declare function withTable(text: string, wanted: string): string;
export declare function withTableInNotebook(text: string, wanted: string): string;
