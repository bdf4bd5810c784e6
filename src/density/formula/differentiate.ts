import type { FunctionNode, MathNode } from "mathjs";
import { FUNCTIONS } from "./functions.ts";
import { type FormulaNode, functionName, math, replaceNames, substitute } from "./math.ts";

/** The names of a function's arguments in the rules of FUNCTIONS. */
const ARGUMENTS = ["u", "v", "w", "z"];

/**
 * The derivative of a formula along a variable. mathjs differentiates what it has rules for; functions that have a rule in
 * FUNCTIONS are differentiated by that rule, and what they occur in by the chain rule.
 *
 * The derivative is not simplified: evaluation leaves out terms that are multiplied by 0, and simplifying would take
 * longer than everything else.
 */
export function differentiate(given: MathNode, variable: string): MathNode {
  const node = given as FormulaNode;
  const inner = ownFunctions(node);
  if (inner.length === 0) return math.derivative(node, variable, { simplify: false });
  if (node.type === "ParenthesisNode") return differentiate(node.content, variable);
  if (node === inner[0]) return byOwnRule(inner[0], variable);
  // A sum is differentiated term by term, because the chain rule would go through all of it once for each function.
  if (node.type === "OperatorNode" && (node.op === "+" || node.op === "-")) {
    return node.map((term) => differentiate(term, variable));
  }
  return byChainRule(node, inner, variable);
}

function byOwnRule(node: FunctionNode, variable: string): MathNode {
  const nodes: Record<string, MathNode> = {};
  node.args.forEach((argument, k) => {
    nodes[ARGUMENTS[k]] = argument;
    nodes[`d${ARGUMENTS[k]}`] = differentiate(argument, variable);
  });
  return substitute(FUNCTIONS[functionName(node)].derivative ?? "0", nodes);
}

/** d/dx f(x, a(x), b(x), ...) = f_x + f_a a' + f_b b' + ... @param inner a, b, ... */
function byChainRule(node: MathNode, inner: readonly FunctionNode[], variable: string): MathNode {
  const names = new Map(inner.map((occurrence, k) => [occurrence as MathNode, `_${k}`]));
  const nodes = Object.fromEntries([...names].map(([occurrence, name]) => [name, occurrence]));
  const outer: MathNode = node.transform((part: MathNode) => {
    const name = names.get(part);
    return name === undefined ? part : new math.SymbolNode(name);
  });
  const partial = (name: string): MathNode => replaceNames(math.derivative(outer, name, { simplify: false }), nodes);
  return [...names].reduce(
    (sum, [occurrence, name]) =>
      substitute("u + v * w", { u: sum, v: partial(name), w: differentiate(occurrence, variable) }),
    partial(variable),
  );
}

/** The calls of functions that have rules of our own, without those inside them. */
function ownFunctions(root: MathNode): FunctionNode[] {
  const found: FunctionNode[] = [];
  const waiting = [root as FormulaNode];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.type === "FunctionNode" && FUNCTIONS[functionName(node)].derivative !== undefined) found.push(node);
    else {
      node.forEach((child: MathNode) => {
        waiting.push(child as FormulaNode);
      });
    }
  }
  return found;
}
