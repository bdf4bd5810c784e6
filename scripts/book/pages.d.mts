import type { Verdict } from "./front-page.mjs";

export function buildPages(where: {
  readonly root: string;
  readonly site: string;
  readonly cache: string;
  readonly python: string;
  readonly address: string;
  readonly verdicts: readonly Verdict[];
  readonly explorables: readonly object[];
  readonly lab: boolean;
  readonly pdf: boolean;
}): Promise<string[]>;

export function sourceLinks(html: string, up: string, exists: (page: string) => boolean): string;
export function linkToBook(html: string, up: string): string;
