/** The number of letters of a name for which an axis has room. */
const MOST_LETTERS = 24;

/** A column's name for an axis: shortened to the available room, and never interpreted as markup. */
export function axisText(name: string, most: number = MOST_LETTERS): string {
  const short = name.length > most ? `${name.slice(0, most - 1)}…` : name;
  return short.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** A number of the caption: three significant digits. */
export function shortNumber(value: number): string {
  return String(Number(value.toPrecision(3)));
}
