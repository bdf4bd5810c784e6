import type { MathNode } from "mathjs";
import { checkFewest } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import { compile, type Evaluator } from "./compile.ts";
import { derivativeSize } from "./derivative-size.ts";
import { differentiate } from "./differentiate.ts";
import { type Edges, edgesOf } from "./edges.ts";
import type { Formula } from "./formula.ts";
import { formulaOf } from "./formula-of.ts";
import { FormulaSteps } from "./formula-steps.ts";
import { readFormula } from "./read-formula.ts";
import { texOf } from "./tex.ts";

/** The largest number of operations of a derivative, which takes a second and about 200 MB. */
const MOST_OPERATIONS = 1_000_000;

/**
 * A formula in named variables that can be evaluated, differentiated symbolically and shown.
 *
 * mathjs parses and differentiates; evaluation is a tree of closures over a fixed list of operators and functions, so that the
 * user's text is never run as code. At a kink, such as that of abs(x) at 0, the derivative is that of the side that FUNCTIONS
 * names, here +1.
 */
export class Expression {
  readonly variables: readonly string[];
  /** The value at one point. */
  readonly evaluate: Evaluator;
  /** The formula as a tree, from which callers may compute other things than values, such as bounds. */
  readonly tree: Formula;
  readonly #node: MathNode;
  #steps: FormulaSteps | undefined;
  #edges: Edges | undefined;

  private constructor(node: MathNode, variables: readonly string[]) {
    this.#node = node;
    this.variables = variables;
    this.tree = formulaOf(node, variables);
    this.evaluate = compile(this.tree);
  }

  /**
   * @param text a formula as people write it: "x^4/4 - x^2/2", "2x(x + 1)", "exp(-x²/2)", "max(x, 0)"
   * @throws InputError for an argument that is not a formula in these variables, numbers, pi, e, + - * / ^ and functions, and for what
   * can be read in two ways
   */
  static parse(text: string, variables: readonly string[]): Expression {
    checkFewest("variables", variables, 1, "name");
    return new Expression(readFormula(text, variables), variables);
  }

  /** The values at points, (n, d) -> (n), with the same bits as those of `evaluate`. */
  evaluateAll(points: Float64Array): Float64Array {
    this.#steps ??= new FormulaSteps(this.tree, this.variables.length);
    return this.#steps.at(points);
  }

  /** The derivative along one of the variables. @throws InputError where it would fill the memory */
  derivative(variable: string): Expression {
    const size = derivativeSize(this.tree);
    if (size > MOST_OPERATIONS) {
      throw new InputError({
        argument: "expression",
        verb: "have",
        allowed: `derivatives of at most ${MOST_OPERATIONS} operations`,
        problem: size.toPrecision(2),
        advice: "products of many factors have long ones",
      });
    }
    return new Expression(differentiate(this.#node, variable), this.variables);
  }

  /** Expressions whose zeros are the formula's kinks and jumps: x - 1 for abs(x - 1), x - y for max(x, y). */
  get kinks(): readonly Expression[] {
    this.#edges ??= edgesOf(this.#node);
    return this.#edges.kinks.map((node) => new Expression(node, this.variables));
  }

  /**
   * Expressions whose zeros are where the formula or one of its derivatives is infinite, or where it ends: x for log(x), 1/x and
   * x^1.5. Where none of them is zero, the formula has no singularity.
   */
  get singularities(): readonly Expression[] {
    this.#edges ??= edgesOf(this.#node);
    return this.#edges.singularities.map((node) => new Expression(node, this.variables));
  }

  /** The formula as it was read, with a sign for every product. */
  toString(): string {
    return this.#node.toString({ parenthesis: "auto" });
  }

  /** The formula as TeX, for a notebook. */
  toTex(): string {
    return texOf(this.#node);
  }
}
