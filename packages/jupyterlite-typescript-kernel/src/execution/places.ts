/** A line of a stack that lies in a cell. */
const inCell = /\(?(cell-\d+)\.ts:(\d+):(\d+)\)?/;
/** Chromium: `    at name (place)`; Firefox and Safari: `name@place`. */
const ofChromium = /^\s*at (?:async )?(?:(.*?) \()?[^(]*$/;
const ofOthers = /^(.*?)@/;
/** The function that a cell is. */
const cellFunction = /^(eval|anonymous|Object\.<anonymous>|async\*.*|)$/;

/** The places of an error that lie in cells, innermost first: `at line 3`, or `at f (cell-1, line 2)`. */
export function placesInCells(stack: string, cell: string): readonly string[] {
  const places: string[] = [];
  for (const line of stack.split("\n")) {
    const found = inCell.exec(line);
    if (!found) continue;
    const [, name, number] = found;
    const caller = (ofChromium.exec(line)?.[1] ?? ofOthers.exec(line)?.[1] ?? "")
      .replace(/^async /, "")
      .replace(/^Object\.(?!<)/, "");
    const where = name === cell ? `line ${number}` : `${name}, line ${number}`;
    places.push(cellFunction.test(caller) ? `    at ${where}` : `    at ${caller} (${where})`);
  }
  return places.filter((place, i) => place !== places[i - 1]);
}
