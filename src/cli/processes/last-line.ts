/** The last line of what a program printed, which is usually its error message. */
export function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
