/** Consecutive lines of a text. */
export interface Lines {
  readonly lines: readonly string[];
  /** The number of the first line, counted from 1. */
  readonly first: number;
}

/** The lines of a text that arrives in chunks. Each chunk yields the lines that it completes. A line ends with \n, \r\n or \r. */
export async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<Lines, void, undefined> {
  let first = 1;
  let begun: string[] = [];
  // A \r at the end of a chunk may be half of a \r\n.
  let held = "";
  for await (const chunk of chunks) {
    let text = held + chunk;
    held = text.endsWith("\r") ? "\r" : "";
    if (held) text = text.slice(0, -1);
    const lines = split(text);
    if (lines.length === 1) {
      // The parts of a line are joined only once, at its end, since the line may be long.
      begun.push(text);
      continue;
    }
    lines[0] = begun.join("") + lines[0];
    begun = [lines.pop() ?? ""];
    yield { lines, first };
    first += lines.length;
  }
  const last = split(begun.join("") + held);
  if (last.at(-1) === "") last.pop();
  if (last.length > 0) yield { lines: last, first };
}

/** The lines that were read already, followed by the other lines. */
export async function* joinLines(
  read: readonly Lines[],
  others: AsyncIterable<Lines>,
): AsyncGenerator<Lines, void, undefined> {
  yield* read;
  yield* others;
}

function split(text: string): string[] {
  return text.includes("\r") ? text.split(/\r\n|\n|\r/) : text.split("\n");
}
