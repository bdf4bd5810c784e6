import { cellOutput } from "./kernel.ts";

/** Shows Markdown below the cell. */
export function markdown(text: string): void {
  cellOutput().send({ "text/markdown": text, "text/plain": text });
}

/** Shows a formula, written in LaTeX without dollar signs, below the cell. */
export function tex(formula: string): void {
  cellOutput().send({ "text/latex": `$$${formula}$$`, "text/plain": formula });
}
