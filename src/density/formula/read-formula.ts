import type { MathNode } from "mathjs";
import { InputError } from "../../numerics/input-error.ts";
import { list, quote } from "../../numerics/quote.ts";
import { ALIASES, FUNCTIONS } from "./functions.ts";
import { checkGrammar } from "./grammar.ts";
import { type FormulaNode, functionName, math, substitute } from "./math.ts";
import { checkNames } from "./names.ts";
import { withProducts } from "./products.ts";
import { tokensOf } from "./tokens.ts";

/** The greatest depth of nested operations: deeper ones would exhaust the stack, first in differentiation. */
const MAX_DEPTH = 500;
/** The greatest depth of nested parentheses: mathjs takes some twenty calls for a pair of them. */
const MAX_PARENTHESES = 200;
/** The largest number of characters of a formula. */
const MAX_LENGTH = 100_000;

/**
 * Reads a formula as people write it: 2x(x + 1), x**2, x², ln(x), pow(x, 2), max(x, 0).
 * @returns a tree of mathjs that holds numbers, names and the functions of FUNCTIONS only: ln is log, pow(u, v) is u^v,
 * log(u, v) is log(u) / log(v), and max(u, v, w) is max(max(u, v), w)
 * @throws InputError for an argument that is not a formula in these variables, or has two readings
 */
export function readFormula(text: string, variables: readonly string[]): MathNode {
  if (typeof text !== "string" || text.trim() === "") refuse("be", 'a formula such as "x^4/4 - x^2/2"', quote(text));
  if (text.length > MAX_LENGTH) refuse("have", `at most ${MAX_LENGTH} characters`, text.length);
  const names = list([...variables, "pi", "e"], "and");
  const tokens = tokensOf(text, `numbers, the names ${names}, functions, + - * / ^, parentheses and commas only`);
  checkGrammar(tokens, text);
  checkNames(tokens, text, variables);
  const plain = withProducts(tokens, text);
  checkParentheses(plain);
  return inPlainFunctions(parsed(plain, text));
}

function parsed(plain: string, text: string): MathNode {
  const tooDeep = (): never =>
    refuse("nest", `its operations at most ${MAX_DEPTH} deep, where each term of a sum counts`, quote(text));
  try {
    const node = math.parse(plain);
    return depth(node) > MAX_DEPTH ? tooDeep() : node;
  } catch (error) {
    throw error instanceof RangeError ? tooDeep() : error;
  }
}

function refuse(verb: string, allowed: string, problem: string | number): never {
  throw new InputError({ argument: "expression", verb, allowed, problem });
}

function checkParentheses(text: string): void {
  let [open, most] = [0, 0];
  for (const character of text) {
    if (character === "(") open += 1;
    if (character === ")") open -= 1;
    most = Math.max(most, open);
  }
  if (most > MAX_PARENTHESES) refuse("nest", `its parentheses at most ${MAX_PARENTHESES} deep`, most);
}

/** The depth of nested operations and parentheses, found without recursion, because the limit is there to prevent deep recursion. */
function depth(root: MathNode): number {
  let deepest = 0;
  const waiting: { node: MathNode; level: number }[] = [{ node: root, level: 1 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, level } = next;
    deepest = Math.max(deepest, level);
    node.forEach((child) => {
      waiting.push({ node: child, level: level + 1 });
    });
  }
  return deepest;
}

/** Gives each function its one name, and the number of arguments for which it has derivatives. */
function inPlainFunctions(given: MathNode): MathNode {
  const node = given.map(inPlainFunctions) as FormulaNode;
  if (node.type !== "FunctionNode") return node;
  const [written, { args }] = [functionName(node), node];
  const name = Object.hasOwn(ALIASES, written) ? ALIASES[written] : written;
  checkArity(name, args.length);
  if (name === "pow") return substitute("u ^ v", { u: args[0], v: args[1] });
  if (name === "log" && args.length === 2) return substitute("log(u) / log(v)", { u: args[0], v: args[1] });
  if (name === "min" || name === "max") return args.reduce((u, v) => substitute(`${name}(u, v)`, { u, v }));
  return name === written ? node : new math.FunctionNode(name, args);
}

function checkArity(name: string, count: number): void {
  const [fewest, most] = FUNCTIONS[name].arity ?? [1, 1];
  if (count >= fewest && count <= most) return;
  const allowed =
    most === Number.POSITIVE_INFINITY ? "at least one" : fewest === most ? fewest : `${fewest} or ${most}`;
  refuse("give", `${name} ${allowed} argument${most === 1 ? "" : "s"}`, count);
}
