import type { Cell, Notebook, Output } from "../../../../src/cli/jupyter/notebook-files/notebook-format.ts";

/** Notebooks in a line, for the tests beside this file. */
export function notebook(...cells: Cell[]): Notebook {
  return { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

export function code(source: string, ...outputs: Output[]): Cell {
  return { cell_type: "code", id: "any", source, metadata: {}, outputs, execution_count: 7 };
}

export function prose(source: string): Cell {
  return { cell_type: "markdown", id: "any", source, metadata: {} };
}

export function printed(text: string): Output {
  return { output_type: "stream", name: "stdout", text };
}

export function plot(y: readonly number[], picture: string, text = "a plot"): Output {
  return {
    output_type: "display_data",
    data: {
      "image/png": picture,
      "application/vnd.plotly.v1+json": { data: [{ x: [0, 1], y }], layout: {} },
      "text/plain": text,
    },
    metadata: {},
  };
}
