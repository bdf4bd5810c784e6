import { parseNumber } from "../../numerics/parse-number.ts";
import { quote } from "../../numerics/quote.ts";
import type { SpellOption } from "../reading-options.ts";
import { CellProblem, FINITE } from "../table.ts";

/** The texts that programs write for missing numbers, from the list of pandas. */
const MISSING: ReadonlySet<string> = new Set([
  ...["", "na", "n/a", "#na", "#n/a", "#n/a n/a", "<na>", "nan", "-nan", "null", "none"],
  ...["-1.#ind", "1.#ind", "-1.#qnan", "1.#qnan"],
]);

/** Hyphens, dashes and minus signs other than the one on the keyboard. */
const OTHER_MINUS = /[\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]/gu;

const DECIMAL_COMMA = /^[+-]?(\d+,\d+|,\d+)(e[+-]?\d+)?$/i;
const INFINITE = /^[+-]?inf(inity)?$/i;

/** Texts that begin like a number: with a digit after any other signs, such as "<0.01", with a currency sign, or with + or -. */
const LIKE_A_NUMBER = /^[^\p{L}\d]*\d|^[\p{Sc}\p{Pd}\u2212+]|^inf(inity)?$/iu;

export function isMissing(cell: string): boolean {
  return MISSING.has(cell.toLowerCase());
}

/** Whether a cell is a number in any usual notation: with a decimal point or a decimal comma, and with any minus sign. */
export function isNumber(cell: string): boolean {
  const text = cell.replace(OTHER_MINUS, "-");
  return !Number.isNaN(parseNumber(text)) || DECIMAL_COMMA.test(text);
}

/** Whether a cell can only be a name. It is not a number, does not begin like a number, and is not a word for a missing number. */
export function isName(cell: string): boolean {
  return !isMissing(cell) && !isNumber(cell) && !LIKE_A_NUMBER.test(cell);
}

/** Reads the cells of one file, which all have the same decimal sign. */
export class TextNumbers {
  readonly #spell: SpellOption;
  /** The decimal sign. Undefined until a cell shows it. */
  #decimal: "point" | "comma" | undefined;
  #minus: string | null = null;

  /** @param decimal the decimal sign, or undefined if the cells have to show it */
  constructor(decimal: "point" | "comma" | undefined, spell: SpellOption) {
    this.#decimal = decimal;
    this.#spell = spell;
  }

  /** The number that a cell holds, or NaN if the cell is missing. @throws CellProblem */
  read(cell: string): number {
    const value = parseNumber(cell);
    if (Number.isNaN(value)) {
      const comma = this.#decimal === "comma" && DECIMAL_COMMA.test(cell);
      return comma ? finite(Number(cell.replace(",", ".")), cell) : this.#unusual(cell);
    }
    // If the point is already known to be the decimal sign, the cell need not be searched for it.
    if (this.#decimal !== "point" && cell.includes(".")) this.#decimalIs("point", cell);
    return finite(value, cell);
  }

  /** Remarks on how the numbers were read, if that is not obvious. */
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

  /** Notes the decimal sign. @throws CellProblem if earlier cells have the other sign */
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

/** The code of a character, such as "U+2212". */
function codeOf(character: string): string {
  return `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}`;
}
