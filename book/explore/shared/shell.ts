/** A word of a command, in single quotes where a POSIX shell would take it apart or change it. */
export function shellWord(word: string): string {
  return /^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The `scorebook` command with these arguments, as one types it into a terminal. */
export function scorebookCommand(...words: readonly string[]): string {
  return ["npx", "scorebook", ...words].map(shellWord).join(" ");
}
