import { checkText } from "../numerics/check.ts";
import { cellOutput } from "./kernel.ts";

/** Shows Markdown below the cell. */
export function markdown(text: string): void {
  checkText("text", text);
  cellOutput().send({ "text/markdown": text, "text/plain": text });
}

/** Shows a formula, written in LaTeX without dollar signs, below the cell. */
export function tex(formula: string): void {
  checkText("formula", formula);
  cellOutput().send({ "text/latex": `$$${formula}$$`, "text/plain": formula });
}
