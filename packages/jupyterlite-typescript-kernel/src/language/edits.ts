/** A change of a text: the part from `start` to `end` becomes `text`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text with all edits done. Edits must not overlap; those at the same place keep their order. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const ordered = edits.map((edit, order) => ({ ...edit, order }));
  ordered.sort((a, b) => a.start - b.start || a.end - b.end || a.order - b.order);
  const parts: string[] = [];
  let done = 0;
  for (const { start, end, text: replacement } of ordered) {
    parts.push(text.slice(done, start), replacement);
    done = end;
  }
  parts.push(text.slice(done));
  return parts.join("");
}

/** As many line breaks as there are in a text, so that what follows it stays on its line. */
export function lineBreaks(text: string): string {
  return "\n".repeat(text.split("\n").length - 1);
}
