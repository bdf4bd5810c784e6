import type { MathNode } from "mathjs";
import { type Formula, OPERATORS } from "./formula.ts";
import { CONSTANTS, FUNCTIONS } from "./functions.ts";
import { type FormulaNode, functionName } from "./math.ts";

/** The tree of a formula that was read. @param variables their order gives the index */
export function formulaOf(given: MathNode, variables: readonly string[]): Formula {
  const node = given as FormulaNode;
  const tree = (child: MathNode): Formula => formulaOf(child, variables);
  switch (node.type) {
    case "ParenthesisNode":
      return tree(node.content);
    case "ConstantNode":
      return constant(Number(node.value));
    case "SymbolNode": {
      const index = variables.indexOf(node.name);
      return index < 0 ? constant(CONSTANTS[node.name]) : { kind: "variable", index };
    }
    case "OperatorNode": {
      const [first, ...others] = node.args.map(tree);
      if (others.length === 0) return node.op === "-" ? operation("negate", [first]) : first;
      return others.reduce((left, right) => simplified(node.op, left, right), first);
    }
    case "FunctionNode":
      return operation(functionName(node), node.args.map(tree));
  }
}

function constant(value: number): Formula {
  return { kind: "constant", value };
}

function operation(operator: string, operands: readonly Formula[]): Formula {
  const values = operands.flatMap((operand) => (operand.kind === "constant" ? [operand.value] : []));
  if (values.length < operands.length) return { kind: "operation", operator, operands };
  return constant((OPERATORS[operator] ?? FUNCTIONS[operator].evaluate)(...values));
}

/** Derivatives come with many a + 0, 1 * a and 0 * a, the last of which must be 0 even where a is not a number. */
function simplified(operator: string, left: Formula, right: Formula): Formula {
  const [l, r] = [left, right].map((operand) => (operand.kind === "constant" ? operand.value : undefined));
  if ((operator === "+" || operator === "-") && r === 0) return left;
  if (operator === "+" && l === 0) return right;
  if (operator === "*" && (l === 0 || r === 0)) return constant(0);
  if (operator === "*" && l === 1) return right;
  if (operator === "/" && l === 0) return constant(0);
  if (operator === "^" && r === 0) return constant(1);
  if ((operator === "*" || operator === "/" || operator === "^") && r === 1) return left;
  return operation(operator, [left, right]);
}
