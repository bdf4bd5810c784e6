import { InputError } from "../../numerics/input-error.ts";
import { quote } from "../../numerics/quote.ts";
import { isFunctionName } from "./functions.ts";
import type { Token } from "./tokens.ts";

/** Whether a token ends a number, a name, or a pair of parentheses; before the first token there is none. */
export function endsOperand(token: Token | undefined): boolean {
  return token !== undefined && (token.kind === "number" || token.kind === "name" || token.kind === ")");
}

/** Whether a token begins one. */
export function beginsOperand(token: Token | undefined): boolean {
  return token !== undefined && (token.kind === "number" || token.kind === "name" || token.kind === "(");
}

/** Whether the parenthesis that a token opens holds the arguments of a function. */
export function opensArguments(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1];
  return tokens[at].kind === "(" && before?.kind === "name" && isFunctionName(before.text);
}

/** Whether an operator is a sign, as in -x and 2^-x, with an operand on its right only. */
export function isSign(tokens: readonly Token[], at: number): boolean {
  const { kind, text } = tokens[at];
  return kind === "operator" && (text === "-" || text === "+") && !endsOperand(tokens[at - 1]);
}

/**
 * Checks that operators stand between operands, that parentheses are closed, and that commas separate arguments.
 * @throws InputError that says where this is not so
 */
export function checkGrammar(tokens: readonly Token[], text: string): void {
  const open: number[] = [];
  tokens.forEach((token, at) => {
    if (token.kind === "(") open.push(at);
    if (token.kind === ",") checkComma(tokens, at, open.at(-1), text);
    if (token.kind === ")" && open.pop() === undefined) {
      refuse({ verb: "open", allowed: "every parenthesis that it closes", problem: quote(text.slice(0, token.end)) });
    }
    checkNeighbours(tokens, at, text);
  });
  const unclosed = open.at(-1);
  if (unclosed === undefined) return;
  refuse({ verb: "close", allowed: "every parenthesis", problem: quote(text.slice(tokens[unclosed].start)) });
}

function checkNeighbours(tokens: readonly Token[], at: number, text: string): void {
  const [before, token, after] = [tokens[at - 1], tokens[at], tokens[at + 1]];
  const needsBefore = token.kind === "," || token.kind === ")" || (token.kind === "operator" && !isSign(tokens, at));
  if (needsBefore && !endsOperand(before)) missing("before", token, text);
  const needsAfter = token.kind === "," || token.kind === "(" || token.kind === "operator";
  if (needsAfter && !beginsOperand(after) && !(after && isSign(tokens, at + 1))) missing("after", token, text);
}

function missing(side: "before" | "after", { start, end }: Token, text: string): never {
  const sign = text.slice(start, end);
  const near = quote(text.slice(Math.max(0, start - 8), end + 8));
  refuse({
    verb: "have",
    allowed: `a number, a name or a parenthesis ${side} ${JSON.stringify(sign)}`,
    problem: near,
  });
}

function checkComma(tokens: readonly Token[], at: number, open: number | undefined, text: string): void {
  if (open !== undefined && opensArguments(tokens, open)) return;
  const [before, after] = [tokens[at - 1], tokens[at + 1]];
  const decimal = before?.kind === "number" && after?.kind === "number";
  refuse({
    verb: "have",
    allowed: "commas between the arguments of a function only",
    problem: quote(text.slice(before?.start, after?.end)),
    advice: decimal ? `write ${before.text}.${after.text}` : undefined,
  });
}

function refuse(problem: { verb: string; allowed: string; problem: string; advice?: string | undefined }): never {
  throw new InputError({ argument: "expression", ...problem });
}
