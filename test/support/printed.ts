import { vi } from "vitest";

/**
 * What is printed meanwhile, line by line: outside a kernel a line of progress is printed anew each time. Until
 * `vi.restoreAllMocks()`.
 */
export function printed(): string[] {
  const lines: string[] = [];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    lines.push(...String(text).trimEnd().split("\n"));
    return true;
  });
  return lines;
}
