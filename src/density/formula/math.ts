import type {
  ConstantNode,
  FunctionNode,
  MathJsInstance,
  MathNode,
  OperatorNode,
  ParenthesisNode,
  SymbolNode,
} from "mathjs";
import {
  addDependencies,
  cosDependencies,
  coshDependencies,
  cotDependencies,
  create,
  derivativeDependencies,
  divideDependencies,
  expDependencies,
  logDependencies,
  multiplyDependencies,
  parseDependencies,
  powDependencies,
  sinDependencies,
  sinhDependencies,
  sqrtDependencies,
  subtractDependencies,
  tanDependencies,
  tanhDependencies,
  unaryMinusDependencies,
  unaryPlusDependencies,
} from "mathjs/number";

/** The part of mathjs that reads and differentiates formulas, and nothing else: it loads ten times faster. */
export const math: MathJsInstance = create({
  cotDependencies,
  addDependencies,
  cosDependencies,
  coshDependencies,
  derivativeDependencies,
  divideDependencies,
  expDependencies,
  logDependencies,
  multiplyDependencies,
  parseDependencies,
  powDependencies,
  sinDependencies,
  sinhDependencies,
  sqrtDependencies,
  subtractDependencies,
  tanDependencies,
  tanhDependencies,
  unaryMinusDependencies,
  unaryPlusDependencies,
});

/** What a formula consists of once it is read. */
export type FormulaNode = ParenthesisNode | ConstantNode | SymbolNode | OperatorNode | FunctionNode;

/** The name of the function that a node calls. */
export function functionName(node: FunctionNode): string {
  return (node.fn as unknown as SymbolNode).name;
}

const templates = new Map<string, MathNode>();

/** A formula in which nodes take the place of names: `substitute("u / v", { u, v })`. */
export function substitute(template: string, nodes: Readonly<Record<string, MathNode>>): MathNode {
  const parsed = templates.get(template) ?? math.parse(template);
  templates.set(template, parsed);
  return replaceNames(parsed, nodes);
}

/** A formula in which nodes take the place of names. */
export function replaceNames(formula: MathNode, nodes: Readonly<Record<string, MathNode>>): MathNode {
  return formula.transform((given: MathNode) => {
    const node = given as FormulaNode;
    return node.type === "SymbolNode" && Object.hasOwn(nodes, node.name) ? nodes[node.name] : node;
  });
}
