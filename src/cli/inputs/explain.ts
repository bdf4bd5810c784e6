import { Option } from "commander";
import type { Expression } from "../../density/formula/expression.ts";

/** How a formula was read, for a command's JSON. */
export interface ReadFormula {
  /** With a sign for every product, and parentheses where they are needed. */
  readonly text: string;
  readonly tex: string;
}

/** `--explain`, for commands that take a density. */
export function explainOption(): Option {
  return new Option("--explain", "show how the formula of an energy was read, as text and as TeX");
}

/** The formula of a density that has one, as a field for a command's JSON; no field for others. */
export function formulaJson(density: object): { readonly formula?: ReadFormula } {
  const { expression } = density as { readonly expression?: Expression };
  return expression ? { formula: { text: String(expression), tex: expression.toTex() } } : {};
}

/** The same for a person: two lines, or a line that says that there is no formula. */
export function explainFormula(density: object): string {
  const { formula } = formulaJson(density);
  if (!formula) return "The density is not given by a formula.\n\n";
  return `E was read as  ${formula.text}\nin TeX         ${formula.tex}\n\n`;
}
