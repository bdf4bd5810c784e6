import { InputError } from "../../numerics/input-error.ts";
import { quote } from "../../numerics/quote.ts";
import { beginsOperand, endsOperand, isSign, opensArguments } from "./grammar.ts";
import type { Token } from "./tokens.ts";

/**
 * The formula with a sign for every product: 2 x (x + 1) is 2 * x * (x + 1).
 * @throws InputError for a product without a sign that has two readings, 1/2x and 2^3x; it gives both
 */
export function withProducts(tokens: readonly Token[], text: string): string {
  checkPowersOfSuperscripts(tokens, text);
  return written(tokens, (at) => checkOneReading(tokens, at, text));
}

/** Tokens as text, with a sign for every product; `check` sees where a product without a sign begins. */
function written(tokens: readonly Token[], check?: (at: number) => void): string {
  const words = tokens.map(({ text }, at) => {
    if (!isProduct(tokens, at)) return text;
    check?.(at);
    return `* ${text}`;
  });
  return words.join(" ");
}

/** Whether a product without a sign joins a token to the one before. */
function isProduct(tokens: readonly Token[], at: number): boolean {
  return at > 0 && endsOperand(tokens[at - 1]) && beginsOperand(tokens[at]) && !opensArguments(tokens, at);
}

/** The token before the operand that ends at a token, signs left out: -1 at the beginning. */
function beforeOperand(tokens: readonly Token[], end: number): number {
  let at = end;
  if (tokens[at].kind === ")") {
    for (let depth = 0; ; at--) {
      if (tokens[at].kind === ")") depth += 1;
      if (tokens[at].kind === "(") depth -= 1;
      if (depth === 0) break;
    }
    if (opensArguments(tokens, at)) at -= 1;
  }
  at -= 1;
  while (at >= 0 && isSign(tokens, at)) at -= 1;
  return at;
}

function checkOneReading(tokens: readonly Token[], at: number, text: string): void {
  if (tokens[at].kind === "number" && tokens[at - 1].kind === "number") refuseTwoNumbers(tokens, at, text);
  const touches = tokens[at - 1].end === tokens[at].start;
  let end = at - 1;
  for (;;) {
    const before = beforeOperand(tokens, end);
    const token = tokens[before];
    const isQuotient = token?.kind === "operator" && token.text === "/";
    const isPower = token?.kind === "operator" && token.text === "^";
    // A superscript ends where it ends, and a blank ends an exponent too: x²y and x^2 y have one reading.
    const isOpen = isPower && end === at - 1 && touches && "^*".includes(text[token.start]);
    if (isQuotient || isOpen) refuseTwoReadings(tokens, { at, operator: before }, text);
    if (isPower) end = before - 1;
    else if (token && endsOperand(token)) end = before;
    else return;
  }
}

/** x²^3 may be (x^2)^3, as it looks, or x^(2^3), as x^2^3 is. */
function checkPowersOfSuperscripts(tokens: readonly Token[], text: string): void {
  tokens.forEach((token, at) => {
    const before = tokens[at - 1];
    if (token.text !== "^" || before?.kind !== ")" || text[before.start] === ")") return;
    throw new InputError({
      argument: "expression",
      verb: "have",
      allowed: "one meaning",
      problem: quote(text.slice(before.start, token.end)),
      advice: "put the power that is meant in parentheses",
    });
  });
}

function refuseTwoNumbers(tokens: readonly Token[], at: number, text: string): never {
  const [left, right] = [tokens[at - 1], tokens[at]];
  throw new InputError({
    argument: "expression",
    verb: "have",
    allowed: "a sign between two numbers",
    problem: quote(text.slice(left.start, right.end)),
    // 1 000 000, with a blank or another space between the thousands.
    advice: /^\d{3}$/.test(right.text) ? `write ${left.text}${right.text}` : undefined,
  });
}

/** @param operator where the quotient or the power is that the product may belong to, or not */
function refuseTwoReadings(
  tokens: readonly Token[],
  { at, operator }: { readonly at: number; readonly operator: number },
  text: string,
): never {
  const end = endOfProduct(tokens, at);
  const start = startOfTerm(tokens, operator);
  const before = compact(tokens.slice(start, operator + 1));
  const left = compact(tokens.slice(operator + 1, at));
  const right = compact(tokens.slice(at, end));
  throw new InputError({
    argument: "expression",
    verb: "have",
    allowed: "one meaning",
    problem: quote(text.slice(tokens[start].start, tokens[end - 1].end)),
    advice: `write (${before}${left})*${right} or ${before}(${left}*${right})`,
  });
}

/** Tokens as text without blanks; a number or a name alone needs no parentheses. */
function compact(tokens: readonly Token[]): string {
  const text = written(tokens).replaceAll(" ", "");
  return text.replaceAll(/(?<![\p{L}\p{Nd}_])\(([\p{L}\p{Nd}_.]+)\)/gu, "$1");
}

/** The products without a sign that begin at a token, with their powers, end before this token. */
function endOfProduct(tokens: readonly Token[], at: number): number {
  let depth = 0;
  for (let k = at; k < tokens.length; k++) {
    const { kind, text } = tokens[k];
    const isSum = kind === "operator" && text !== "^" && !isSign(tokens, k);
    if (depth === 0 && (kind === ")" || kind === "," || isSum)) return k;
    if (kind === "(") depth += 1;
    if (kind === ")") depth -= 1;
  }
  return tokens.length;
}

/** The term that holds an operator begins here: after a sum, a parenthesis that is open, or a comma. */
function startOfTerm(tokens: readonly Token[], operator: number): number {
  let depth = 0;
  for (let k = operator - 1; k >= 0; k--) {
    const { kind, text } = tokens[k];
    const isSum = kind === "operator" && (text === "+" || text === "-") && !isSign(tokens, k);
    if (depth === 0 && (kind === "(" || kind === "," || isSum)) return k + 1;
    if (kind === ")") depth += 1;
    if (kind === "(") depth -= 1;
  }
  return 0;
}
