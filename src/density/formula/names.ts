import { InputError } from "../../numerics/input-error.ts";
import { list, quote } from "../../numerics/quote.ts";
import { ALIASES, CONSTANTS, FUNCTIONS, isFunctionName } from "./functions.ts";
import type { Token } from "./tokens.ts";

/** @throws InputError for a name that has no meaning here, and for a function without parentheses; it says what to write */
export function checkNames(tokens: readonly Token[], text: string, variables: readonly string[]): void {
  const values = [...variables, ...Object.keys(CONSTANTS)];
  tokens.forEach((token, at) => {
    if (token.kind !== "name") return;
    if (isFunctionName(token.text)) checkCall(tokens, at, text);
    else if (!values.includes(token.text)) refuseName(tokens, at, values);
  });
}

function checkCall(tokens: readonly Token[], at: number, text: string): void {
  const { text: name, start } = tokens[at];
  const after = tokens[at + 1];
  if (after?.kind === "(") return;
  const [end, advice] = after?.text === "^" ? powerOf(tokens, at, text) : callOf(tokens, at, text);
  throw new InputError({
    argument: "expression",
    verb: "have",
    allowed: `the argument of ${name} in parentheses`,
    problem: quote(text.slice(start, tokens[end - 1].end)),
    advice,
  });
}

/** The end of `sin x`, and the correct spelling. */
function callOf(tokens: readonly Token[], at: number, text: string): readonly [number, string] {
  const end = endOfArgument(tokens, at + 1);
  const argument = end <= at + 1 ? "x" : text.slice(tokens[at + 1].start, tokens[end - 1].end);
  return [end, `write ${tokens[at].text}(${argument})`];
}

/** The same for `sin^2(x)`, which is sin(x)^2, and for `sin^-1(x)`, which has two meanings. */
function powerOf(tokens: readonly Token[], at: number, text: string): readonly [number, string] {
  const name = tokens[at].text;
  const open = tokens.findIndex((token, k) => k > at + 2 && token.kind === "(");
  if (open === -1) return [at + 2, `write ${name}(x)^2`];
  const exponent = text.slice(tokens[at + 1].end, tokens[open].start).trim();
  const close = closing(tokens, open);
  const inner = text.slice(tokens[open].end, tokens[close].start);
  const inverse = exponent === "-1" && isFunctionName(`a${name}`) ? `a${name}(${inner}) or ` : "";
  return [close + 1, `write ${inverse}${name}(${inner})^${/^-/.test(exponent) ? `(${exponent})` : exponent}`];
}

/** A function's argument without parentheses extends to the next sum, or to the next function. */
function endOfArgument(tokens: readonly Token[], from: number): number {
  let depth = 0;
  for (let k = from; k < tokens.length; k++) {
    const { kind, text } = tokens[k];
    if (kind === "(") depth += 1;
    if (kind === ")") depth -= 1;
    const ends = kind === "," || (kind === "operator" && (text === "+" || text === "-") && k > from);
    if (depth < 0 || (depth === 0 && (ends || (kind === "name" && isFunctionName(text))))) return k;
  }
  return tokens.length;
}

/** The place at which the parenthesis that opens at a token closes. */
function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let k = open; k < tokens.length; k++) {
    if (tokens[k].kind === "(") depth += 1;
    if (tokens[k].kind === ")") depth -= 1;
    if (depth === 0) return k;
  }
  return tokens.length - 1;
}

function refuseName(tokens: readonly Token[], at: number, values: readonly string[]): never {
  const name = tokens[at].text;
  const called = tokens[at + 1]?.kind === "(";
  const functions = Object.keys(FUNCTIONS);
  const known = called ? functions : values;
  throw new InputError({
    argument: "expression",
    verb: "use",
    allowed: called ? `the functions ${list(known, "and")} only` : `the names ${list(known, "and")} only`,
    problem: quote(called ? `${name}(…)` : name),
    advice: suggestion(name, called, values),
  });
}

function suggestion(name: string, called: boolean, values: readonly string[]): string | undefined {
  const product = asProduct(name, called, values);
  if (product) return `write ${product}`;
  const functions = [...Object.keys(FUNCTIONS), ...Object.keys(ALIASES)];
  const candidates = called ? functions : values;
  const close =
    candidates.find((candidate) => candidate.toLowerCase() === name.toLowerCase()) ??
    (name.length > 2
      ? candidates.find((candidate) => candidate.length > 2 && almostEqual(candidate, name))
      : undefined);
  return close && `did you mean ${close}?`;
}

/** xy as x*y, and x2 as x*2 or x^2, where names that are known stand without a sign between them. */
function asProduct(name: string, called: boolean, values: readonly string[]): string | undefined {
  const parts = partsOf(name, called, values);
  if (!parts) return undefined;
  const product = parts.join("*");
  const power = parts.length === 2 && /^\d+$/.test(parts[1]) ? ` or ${parts.join("^")}` : "";
  return `${product}${called ? "(…)" : ""}${power}`;
}

function partsOf(name: string, called: boolean, values: readonly string[]): readonly string[] | undefined {
  if (called && isFunctionName(name)) return [name];
  if (!called && (values.includes(name) || /^\d+$/.test(name))) return [name];
  for (const value of values) {
    if (!name.startsWith(value) || name.length === value.length) continue;
    const rest = partsOf(name.slice(value.length), called, values);
    if (rest) return [value, ...rest];
  }
  return undefined;
}

/** Whether two words differ by one letter that is added, left out or replaced, or by two neighbouring letters that are exchanged. */
function almostEqual(a: string, b: string): boolean {
  let [from, end] = [0, 0];
  while (from < a.length && a[from] === b[from]) from += 1;
  while (end < Math.min(a.length, b.length) - from && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const [left, right] = [a.slice(from, a.length - end), b.slice(from, b.length - end)];
  const swapped = left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
  return swapped || Math.max(left.length, right.length) <= 1;
}
