import { add, derivative, type Fraction, fraction, type MathNode, multiply, parse, subtract } from "mathjs";
import { InputError } from "../numerics/input-error.ts";

/** A polynomial: its terms' coefficients by their powers, e.g. "s0^2 s1" with each symbol once, in alphabetical order. */
type Terms = Map<string, { readonly coefficient: Fraction; readonly powers: ReadonlyMap<string, number> }>;

/**
 * A polynomial multiplied out, with exact fractions as coefficients and like terms collected: what mathjs derives, in a
 * form that two results can be compared in. Terms of low degree come first.
 *
 * @param expression sums, products and whole powers of symbols and numbers, divided by numbers only
 * @throws InputError for anything else
 */
export function collected(expression: string | MathNode): MathNode {
  return parse(written(expand(typeof expression === "string" ? parse(expression) : expression)));
}

/**
 * The derivative of a polynomial whose symbols are functions themselves: by the chain rule, the derivative by each symbol
 * times that symbol's own. Collected.
 *
 * @param own the derivative of each symbol; those that are not listed are constants
 */
export function totalDerivative(expression: string | MathNode, own: Readonly<Record<string, string>>): MathNode {
  const node = typeof expression === "string" ? parse(expression) : expression;
  const symbols = new Set<string>();
  node.traverse((part) => {
    if (part.type === "SymbolNode") symbols.add((part as unknown as { name: string }).name);
  });
  const products = [...symbols]
    .filter((symbol) => symbol in own)
    .map((symbol) => `(${derivative(node, symbol, { simplify: false })}) * (${own[symbol]})`);
  return collected(products.join(" + ") || "0");
}

function expand(node: MathNode): Terms {
  const parts = "args" in node ? (node.args as MathNode[]) : [];
  switch (node.type) {
    case "ParenthesisNode":
      return expand((node as unknown as { content: MathNode }).content);
    case "ConstantNode":
      return term(fraction((node as unknown as { value: number }).value));
    case "SymbolNode":
      return term(fraction(1), (node as unknown as { name: string }).name);
    case "OperatorNode": {
      const operands = parts.map(expand);
      switch ((node as unknown as { fn: string }).fn) {
        case "add":
          return operands.reduce((a, b) => sum(a, b));
        case "subtract":
          return sum(operands[0], product(operands[1], term(fraction(-1))));
        case "unaryMinus":
          return product(operands[0], term(fraction(-1)));
        case "multiply":
          return operands.reduce(product);
        case "divide":
          return product(operands[0], term(fraction(1).div(constant(operands[1], node))));
        case "pow":
          return power(operands[0], constant(operands[1], node).valueOf(), node);
      }
    }
  }
  throw notPolynomial(node);
}

function term(coefficient: Fraction, symbol?: string): Terms {
  const powers = new Map<string, number>(symbol === undefined ? [] : [[symbol, 1]]);
  return new Map([[keyOf(powers), { coefficient, powers }]]);
}

function sum(a: Terms, b: Terms): Terms {
  const result: Terms = new Map(a);
  for (const [key, one] of b) {
    const coefficient = add(result.get(key)?.coefficient ?? fraction(0), one.coefficient) as Fraction;
    if (coefficient.equals(0)) result.delete(key);
    else result.set(key, { ...one, coefficient });
  }
  return result;
}

function product(a: Terms, b: Terms): Terms {
  let result: Terms = new Map();
  for (const left of a.values()) {
    for (const right of b.values()) {
      const powers = new Map(left.powers);
      for (const [symbol, exponent] of right.powers) powers.set(symbol, (powers.get(symbol) ?? 0) + exponent);
      const coefficient = multiply(left.coefficient, right.coefficient) as Fraction;
      result = sum(result, new Map([[keyOf(powers), { coefficient, powers }]]));
    }
  }
  return result;
}
