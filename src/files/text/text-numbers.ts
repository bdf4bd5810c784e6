import { parseNumber } from "../../numerics/parse-number.ts";
import { quote } from "../../numerics/quote.ts";
import type { SpellOption } from "../reading-options.ts";
import { CellProblem, FINITE } from "../table.ts";

/** What programs write where there is no number: pandas's list. */
const MISSING: ReadonlySet<string> = new Set([
  ...["", "na", "n/a", "#na", "#n/a", "#n/a n/a", "<na>", "nan", "-nan", "null", "none"],
  ...["-1.#ind", "1.#ind", "-1.#qnan", "1.#qnan"],
]);

/** Hyphens, dashes and minus signs that are not the one of the keyboard. */
const OTHER_MINUS = /[\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]/gu;

const DECIMAL_COMMA = /^[+-]?(\d+,\d+|,\d+)(e[+-]?\d+)?$/i;
const INFINITE = /^[+-]?inf(inity)?$/i;

/** What begins with a digit after any other signs, as "<0.01" does, with a currency sign, or with a sign of a number. */
const LIKE_A_NUMBER = /^[^\p{L}\d]*\d|^[\p{Sc}\p{Pd}\u2212+]|^inf(inity)?$/iu;

export function isMissing(cell: string): boolean {
  return MISSING.has(cell.toLowerCase());
}

/** Whether a cell is a number as people write it, with a decimal point or a decimal comma, with whichever minus sign. */
export function isNumber(cell: string): boolean {
  const text = cell.replace(OTHER_MINUS, "-");
  return !Number.isNaN(parseNumber(text)) || DECIMAL_COMMA.test(text);
}

/** Whether a cell can be nothing but a name: no number, no attempt at one, no word for a missing one. */
export function isName(cell: string): boolean {
  return !isMissing(cell) && !isNumber(cell) && !LIKE_A_NUMBER.test(cell);
}

/** Reads the cells of one file, all with the same decimal sign. */
export class TextNumbers {
  readonly #spell: SpellOption;
  /** Undefined until a cell shows it. */
  #decimal: "point" | "comma" | undefined;
  #minus: string | null = null;

  /** @param decimal undefined where the file is to show it */
  constructor(decimal: "point" | "comma" | undefined, spell: SpellOption) {
    this.#decimal = decimal;
    this.#spell = spell;
  }

  /** The number that a cell holds, NaN where it is missing. @throws CellProblem */
  read(cell: string): number {
    const value = parseNumber(cell);
    if (Number.isNaN(value)) {
      const comma = this.#decimal === "comma" && DECIMAL_COMMA.test(cell);
      return comma ? finite(Number(cell.replace(",", ".")), cell) : this.#unusual(cell);
    }
    // Once the point is known to be the decimal sign, there is nothing more to look at.
    if (this.#decimal !== "point" && cell.includes(".")) this.#decimalIs("point", cell);
    return finite(value, cell);
  }

  /** How the numbers were read, where that is not obvious. */
  notes(): string[] {
    const minus = this.#minus;
    return [
      ...(this.#decimal === "comma" ? ["commas are decimal signs"] : []),
      ...(minus === null ? [] : [`${quote(minus)} (${codeOf(minus)}) was read as a minus sign`]),
    ];
  }

  #unusual(cell: string): number {
    if (isMissing(cell)) return Number.NaN;
    const text = cell.replace(OTHER_MINUS, "-");
    if (!isNumber(text)) throw notANumber(cell);
    if (text !== cell) this.#minus ??= cell.match(OTHER_MINUS)?.[0] ?? null;
    if (!DECIMAL_COMMA.test(text)) return this.read(text);
    this.#decimalIs("comma", cell);
    return finite(Number(text.replace(",", ".")), cell);
  }

  /** @throws CellProblem where it is known to be the other one */
  #decimalIs(sign: "point" | "comma", cell: string): void {
    if (this.#decimal !== undefined && this.#decimal !== sign) {
      const hint = `give ${this.#spell("decimal", sign)} if all of the file has decimal ${sign}s`;
      throw new CellProblem(quote(cell), `a number with a decimal ${this.#decimal}`, hint);
    }
    this.#decimal = sign;
  }
}

function finite(value: number, cell: string): number {
  if (Number.isFinite(value)) return value;
  throw infinite(cell);
}

function notANumber(cell: string): CellProblem {
  if (INFINITE.test(cell)) return infinite(cell);
  const [currency] = /\p{Sc}/u.exec(cell) ?? [];
  if (currency === undefined) return new CellProblem(quote(cell));
  return new CellProblem(quote(cell), `a number, without the currency sign ${quote(currency)}`, "");
}

function infinite(cell: string): CellProblem {
  return new CellProblem(quote(cell), FINITE, "");
}

/** "U+2212" */
function codeOf(character: string): string {
  return `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}`;
}
