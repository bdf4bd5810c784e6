/** The last line of what a program said, where its complaint usually is. */
export function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
