import { InputError } from "../../numerics/input-error.ts";

/** A word of a formula. */
export interface Token {
  readonly kind: "number" | "name" | "operator" | "(" | ")" | ",";
  readonly text: string;
  /** The beginning and the end of the token in the formula as it was written. */
  readonly start: number;
  readonly end: number;
}

/** Signs with only one meaning, as people type and paste them, and their plain form. */
const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ["**", "^"],
  ..."−﹣－".split("").map((minus) => [minus, "-"] as const),
  ["＋", "+"],
  ..."·⋅∙•×✕∗".split("").map((times) => [times, "*"] as const),
  ..."÷∕⁄".split("").map((by) => [by, "/"] as const),
  ["（", "("],
  ["）", ")"],
  ["π", "pi"],
]);

const CHOICE = "write ifAtLeast(u, v, w, z), which is w where u >= v, and z elsewhere";

/** The replacement to suggest for signs that are not read. */
const ADVICE: ReadonlyMap<string, string> = new Map([
  ["|", "write abs(x)"],
  ["√", "write sqrt(x)"],
  ["∛", "write cbrt(x)"],
  ..."[]{}".split("").map((bracket) => [bracket, "write ( and )"] as const),
  ..."–—‐‑".split("").map((dash) => [dash, "write the minus sign -"] as const),
  ["%", "write x/100 for a percentage"],
  ["=", "give the right side only"],
  [";", "give one formula"],
  ..."<>≤≥?".split("").map((sign) => [sign, CHOICE] as const),
  ["½", "write (1/2)"],
  [".", "a point belongs in numbers only: write exp(x) and x^2, not np.exp(x) and x.^2"],
]);

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

const PATTERNS: readonly (readonly [Token["kind"] | "space" | "superscript", RegExp])[] = [
  ["space", /\s+/y],
  ["number", /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y],
  ["superscript", /[⁺⁻]?[⁰¹²³⁴-⁹]+/y],
  ["operator", /\*\*|[-+*/^−﹣－＋·⋅∙•×✕∗÷∕⁄]/y],
  ["(", /[(（]/y],
  [")", /[)）]/y],
  [",", /,/y],
  ["name", /π|(?!π)[\p{L}_](?:(?!π)[\p{L}\p{Nd}_])*/uy],
];

/**
 * The words of a formula, in plain characters: x² is x ^ 2, and 2·x is 2 * x.
 * @param allowed what a formula may hold, for the message
 * @throws InputError for a character that has no meaning in a formula
 */
export function tokensOf(text: string, allowed: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const [kind, word] = wordAt(text, at);
    if (kind === undefined) {
      const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
      throw new InputError({
        argument: "expression",
        verb: "hold",
        allowed,
        problem: JSON.stringify(character),
        advice: ADVICE.get(character),
      });
    }
    const [start, end] = [at, at + word.length];
    if (kind === "superscript") tokens.push(...power(word, start, end));
    else if (kind !== "space") tokens.push({ kind, text: SPELLINGS.get(word) ?? word, start, end });
    at = end;
  }
  return tokens;
}

function wordAt(text: string, at: number): readonly [(typeof PATTERNS)[number][0], string] | readonly [undefined] {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const [word] = pattern.exec(text) ?? [];
    if (word !== undefined) return [kind, word];
  }
  return [undefined];
}

/** x⁻¹² is x ^ ( - 12 ): the exponent ends where the superscript does. */
function power(word: string, start: number, end: number): Token[] {
  const digits = [...word].map((digit) => SUPERSCRIPTS.indexOf(digit)).filter((digit) => digit >= 0);
  const sign: Token[] = word.startsWith("⁻") ? [{ kind: "operator", text: "-", start, end }] : [];
  return [
    { kind: "operator", text: "^", start, end },
    { kind: "(", text: "(", start, end },
    ...sign,
    { kind: "number", text: digits.join(""), start, end },
    { kind: ")", text: ")", start, end },
  ];
}
