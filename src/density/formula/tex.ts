import type { MathNode } from "mathjs";
import { type FormulaNode, functionName } from "./math.ts";

/** A formula as TeX. */
export function texOf(node: MathNode): string {
  // mathjs puts a blank before each name, in case there is a command before it.
  return node.toTex({ parenthesis: "auto", handler: choice }).replaceAll(/(^|[{(,]) +/g, "$1");
}

/** ifAtLeast(u, v, w, z) as two cases; undefined leaves all else to mathjs. */
function choice(given: MathNode, options: object): string | undefined {
  const node = given as FormulaNode;
  if (node.type !== "FunctionNode" || functionName(node) !== "ifAtLeast") return undefined;
  const [u, v, w, z] = node.args.map((argument) => argument.toTex(options));
  return `\\begin{cases} ${w} & ${u} \\ge ${v} \\\\ ${z} & \\text{otherwise} \\end{cases}`;
}
