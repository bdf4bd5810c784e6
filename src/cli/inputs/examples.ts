/**
 * The end of the help of a command, for `addHelpText("after", …)`: examples, each on a line that a reader can copy.
 * @param lines one or two calls of the command, such as "scorebook setup"
 */
export function examples(...lines: readonly string[]): string {
  return `\nExample${lines.length === 1 ? "" : "s"}:\n${lines.map((line) => `  $ ${line}`).join("\n")}`;
}
