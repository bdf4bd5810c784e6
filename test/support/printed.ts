import { vi } from "vitest";

/**
 * Records the lines that are printed until `vi.restoreAllMocks()`. Outside a kernel, a line of progress is printed again for each
 * update.
 */
export function printed(): string[] {
  const lines: string[] = [];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    lines.push(...String(text).trimEnd().split("\n"));
    return true;
  });
  return lines;
}
