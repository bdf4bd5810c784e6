import type { MathNode } from "mathjs";
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
import { InputError } from "../numerics/input-error.ts";

/** The part of mathjs that reads and differentiates expressions, and nothing else: it loads ten times faster. */
const math = create({
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

const CONSTANTS: Record<string, number> = { pi: Math.PI, e: Math.E };

/** Smooth functions only: the solvers' high order rests on derivatives that exist. */
const FUNCTIONS: Record<string, (x: number) => number> = {
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  // What mathjs writes the derivatives of those with.
  sec: (x) => 1 / Math.cos(x),
  csc: (x) => 1 / Math.sin(x),
  cot: (x) => 1 / Math.tan(x),
  sech: (x) => 1 / Math.cosh(x),
  csch: (x) => 1 / Math.sinh(x),
  coth: (x) => 1 / Math.tanh(x),
};

/** Operations inside one another: many more would exhaust the stack, first when differentiating. */
const MAX_DEPTH = 500;
/** Characters of a formula that a message repeats. */
const MAX_QUOTED = 60;

/** A function of the variables, in their order. */
type Evaluator = (variables: readonly number[]) => number;

/**
 * A formula in named variables that can be evaluated, differentiated symbolically and shown.
 *
 * mathjs parses and differentiates; evaluation is a tree of closures over a fixed list of operators and functions
 * (so nothing of the user's is ever run as code).
 */
export class Expression {
  readonly variables: readonly string[];
  readonly evaluate: Evaluator;
  readonly #node: MathNode;

  private constructor(node: MathNode, variables: readonly string[]) {
    this.#node = node;
    this.variables = variables;
    this.evaluate = compile(node, variables).evaluate;
  }

  /** @throws InputError for what is not a formula in these variables, numbers, pi, e, + - * / ^ and smooth functions */
  static parse(text: string, variables: readonly string[]): Expression {
    let node: MathNode;
    try {
      node = math.parse(text);
    } catch (error) {
      // The parser is recursive, and takes some twenty calls for a pair of parentheses.
      const reason = error instanceof RangeError ? "its parentheses may be 200 deep" : (error as Error).message;
      throw new InputError(`expression ${shortened(text)} cannot be read: ${reason}`);
    }
    if (depth(node) > MAX_DEPTH)
      throw new InputError(
        `expression ${shortened(text)} cannot be used: its operations may be nested ${MAX_DEPTH} deep, where each term of a sum counts`,
      );
    return new Expression(node, variables);
  }

  /**
   * The derivative along one of the variables, as the rules give it: evaluation leaves out terms that are multiplied
   * by 0, and simplifying would take longer than everything else.
   */
  derivative(variable: string): Expression {
    return new Expression(math.derivative(this.#node, variable, { simplify: false }), this.variables);
  }

  toString(): string {
    return this.#node.toString();
  }

  /** The formula as TeX, for a notebook. */
  toTex(): string {
    return this.#node.toTex({ parenthesis: "auto" });
  }
}

function shortened(text: string): string {
  return JSON.stringify(text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text);
}

/** How deep operations and parentheses are nested; without recursion, which is what it is there to limit. */
function depth(root: unknown): number {
  let deepest = 0;
  const waiting = [{ node: root as AnyNode, level: 1 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, level } = next;
    deepest = Math.max(deepest, level);
    for (const child of node.args ?? []) waiting.push({ node: child, level: level + 1 });
    if (node.content) waiting.push({ node: node.content, level: level + 1 });
  }
  return deepest;
}

/** The fields of mathjs's node classes that are read here. */
interface AnyNode {
  readonly type: string;
  readonly value?: unknown;
  readonly name?: string;
  readonly op?: string;
  readonly args?: readonly AnyNode[];
  readonly fn?: { readonly name?: string };
  readonly content?: AnyNode;
}

/** A formula ready to evaluate; its value where that is the same everywhere. */
interface Compiled {
  readonly evaluate: Evaluator;
  readonly constant?: number;
}

function constant(value: number): Compiled {
  return { constant: value, evaluate: () => value };
}

function compile(node: unknown, variables: readonly string[]): Compiled {
  const { type, value, name = "", op = "", args = [], fn, content } = node as AnyNode;
  const operands = (): Compiled[] => args.map((argument) => compile(argument, variables));
  switch (type) {
    case "ParenthesisNode":
      return compile(content, variables);
    case "ConstantNode":
      if (typeof value === "number") return constant(value);
      break;
    case "SymbolNode": {
      const index = variables.indexOf(name);
      if (index >= 0) return { evaluate: (at) => at[index] };
      if (Object.hasOwn(CONSTANTS, name)) return constant(CONSTANTS[name]);
      throw new InputError(
        `expression has the unknown name ${JSON.stringify(name)}: allowed are ${variables.join(", ")}, pi and e`,
      );
    }
    case "OperatorNode":
      if (args.length === 1) return unary(op, operands()[0]);
      if (args.length >= 2) return operands().reduce((left, right) => binary(op, left, right));
      break;
    case "FunctionNode": {
      const known = fn?.name ?? name;
      if (Object.hasOwn(FUNCTIONS, known) && args.length === 1) {
        const f = FUNCTIONS[known];
        const [argument] = operands();
        if (argument.constant !== undefined) return constant(f(argument.constant));
        return { evaluate: (at) => f(argument.evaluate(at)) };
      }
      const allowed = Object.keys(FUNCTIONS).join(", ");
      throw new InputError(
        `expression has ${known}(…) with ${args.length} argument(s): allowed are ${allowed} of one argument`,
      );
    }
  }
  throw new InputError(
    `expression has ${describe(type)}: allowed are numbers, ${variables.join(", ")}, + - * / ^ and functions`,
  );
}

function unary(op: string, operand: Compiled): Compiled {
  if (op === "+") return operand;
  if (op !== "-") throw new InputError(`expression has the operator ${op}: allowed are + - * / ^`);
  if (operand.constant !== undefined) return constant(-operand.constant);
  return { evaluate: (at) => -operand.evaluate(at) };
}

/** Derivatives come with many a + 0, 1 * a and 0 * a, the last of which must be 0 even where a is not a number. */
function binary(op: string, left: Compiled, right: Compiled): Compiled {
  const [l, r] = [left.evaluate, right.evaluate];
  const bothConstant = left.constant !== undefined && right.constant !== undefined;
  const folded = (f: Evaluator): Compiled => (bothConstant ? constant(f([])) : { evaluate: f });
  switch (op) {
    case "+":
      if (left.constant === 0) return right;
      if (right.constant === 0) return left;
      return folded((at) => l(at) + r(at));
    case "-":
      if (right.constant === 0) return left;
      return folded((at) => l(at) - r(at));
    case "*":
      if (left.constant === 0 || right.constant === 0) return constant(0);
      if (left.constant === 1) return right;
      if (right.constant === 1) return left;
      return folded((at) => l(at) * r(at));
    case "/":
      if (left.constant === 0) return constant(0);
      if (right.constant === 1) return left;
      return folded((at) => l(at) / r(at));
    case "^":
      if (right.constant === 0) return constant(1);
      if (right.constant === 1) return left;
      // Squares are most of what energies are made of, and a product is much faster than a power.
      if (right.constant === 2) {
        return folded((at) => {
          const base = l(at);
          return base * base;
        });
      }
      return folded((at) => l(at) ** r(at));
    default:
      throw new InputError(`expression has the operator ${op}: allowed are + - * / ^`);
  }
}

function describe(type: string): string {
  const names: Record<string, string> = {
    AssignmentNode: "an assignment",
    FunctionAssignmentNode: "a function definition",
    BlockNode: "several statements",
    ArrayNode: "a matrix",
    ConditionalNode: "a condition",
    ConstantNode: "a constant that is not a number",
  };
  return names[type] ?? `something of the kind ${type}`;
}
