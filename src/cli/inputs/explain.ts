import { Option } from "commander";
import type { Expression } from "../../density/formula/expression.ts";

/** A formula as it was read, for the JSON of a command. */
export interface ReadFormula {
  /** The formula as text, with a sign for every product, and with parentheses where they are needed. */
  readonly text: string;
  readonly tex: string;
}

/** `--explain`, for commands that take a density. */
export function explainOption(): Option {
  return new Option("--explain", "show how the formula of an energy was read, as text and as TeX");
}

/** A field with the formula for the JSON of a command; no field if the density has no formula. */
export function formulaJson(density: object): { readonly formula?: ReadFormula } {
  const { expression } = density as { readonly expression?: Expression };
  return expression ? { formula: { text: String(expression), tex: expression.toTex() } } : {};
}

/** The formula as text for a reader: two lines, or one line that says that there is no formula. */
export function explainFormula(density: object): string {
  const { formula } = formulaJson(density);
  if (!formula) return "The density is not given by a formula.\n\n";
  return `E was read as  ${formula.text}\nin TeX         ${formula.tex}\n\n`;
}
