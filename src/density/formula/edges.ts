import type { MathNode } from "mathjs";
import { FUNCTIONS } from "./functions.ts";
import { type FormulaNode, functionName, substitute } from "./math.ts";

/** Formulas whose zeros are the places where another formula is not smooth. */
export interface Edges {
  /** There it has a kink or a jump: x - 1 for abs(x - 1), x - y for max(x, y). */
  readonly kinks: readonly MathNode[];
  /** There it, or one of its derivatives, is infinite, or it ends: x for log(x), sqrt(x), 1/x and x^1.5. */
  readonly singularities: readonly MathNode[];
}

/** Where a formula is not smooth; each formula once. The list may hold more than is needed: abs(x)^2 has no kink. */
export function edgesOf(root: MathNode): Edges {
  const [kinks, singularities] = [new Map<string, MathNode>(), new Map<string, MathNode>()];
  const visit = (given: MathNode): void => {
    const node = given as FormulaNode;
    const { kink, singularity } = edgeOf(node);
    if (kink) kinks.set(kink.toString(), kink);
    if (singularity) singularities.set(singularity.toString(), singularity);
    node.forEach(visit);
  };
  visit(root);
  return { kinks: [...kinks.values()], singularities: [...singularities.values()] };
}

function edgeOf(node: FormulaNode): { readonly kink?: MathNode; readonly singularity?: MathNode } {
  if (node.type === "OperatorNode") {
    const [left, right] = node.args;
    if (node.op === "/") return { singularity: right };
    return node.op === "^" && !isWholePower(right) ? { singularity: left } : {};
  }
  if (node.type !== "FunctionNode") return {};
  const [u, v] = node.args;
  const { kink, singularity } = FUNCTIONS[functionName(node)];
  return {
    ...(kink !== undefined && { kink: substitute(kink, { u, v }) }),
    ...(singularity !== undefined && { singularity: substitute(singularity, { u, v }) }),
  };
}

/** Whether an exponent is a number 0, 1, 2, ...: such powers are smooth. */
function isWholePower(given: MathNode): boolean {
  const exponent = given as FormulaNode;
  if (exponent.type === "ParenthesisNode") return isWholePower(exponent.content);
  return exponent.type === "ConstantNode" && Number.isInteger(exponent.value);
}
