import { createHash } from "node:crypto";
import { stripVTControlCharacters } from "node:util";
import type { Cell, Notebook, Output } from "./notebook-format.ts";

/** The metadata of every notebook of the project, exactly as JupyterLab writes them with this kernel. */
const metadata = {
  // This makes JupyterLab write the text twin too when it saves the notebook.
  jupytext: { formats: "ipynb,md" },
  kernelspec: { display_name: "TypeScript", language: "typescript", name: "tslab" },
  language_info: {
    codemirror_mode: { mode: "typescript", name: "javascript", typescript: true },
    file_extension: ".ts",
    mimetype: "text/typescript",
    name: "typescript",
    version: "3.7.2",
  },
} as const;

/** Cell metadata that an author sets on purpose; the editor sets all other metadata (folding, timing, scrolling). */
const keptCellMetadata = ["tags", "slideshow"];

/**
 * The normal form, in which a notebook is committed. It depends on the sources and the outputs only: the metadata are fixed, cell
 * ids are made from the sources, code cells are counted from 1, there are no timings and no terminal colours, and neighbouring texts
 * of one stream are joined. Normalising twice gives the same as normalising once.
 */
export function normalise(notebook: Notebook): Notebook {
  const taken = new Map<string, number>();
  let count = 0;
  const cells = notebook.cells
    .filter((cell) => cell.source.trim() !== "")
    .map((cell): Cell => {
      const source = cell.source.replace(/\r\n?/g, "\n").trimEnd();
      const common = { id: cellId(cell.cell_type, source, taken), metadata: kept(cell.metadata), source };
      if (cell.cell_type !== "code") {
        return {
          cell_type: cell.cell_type,
          ...common,
          ...(cell.attachments && Object.keys(cell.attachments).length > 0 ? { attachments: cell.attachments } : {}),
        };
      }
      count++;
      const executed = cell.execution_count !== null && cell.execution_count !== undefined;
      return {
        cell_type: "code",
        ...common,
        execution_count: executed ? count : null,
        outputs: joinStreams(cell.outputs ?? []).map((output) => normaliseOutput(output, executed ? count : null)),
      };
    });
  return { cells, metadata, nbformat: 4, nbformat_minor: 5 };
}

/** Eight hexadecimal digits that are computed from the contents of the cell; a number is added if the same cell occurs again. */
function cellId(type: string, source: string, taken: Map<string, number>): string {
  const hash = createHash("sha256").update(`${type}\n${source}`).digest("hex").slice(0, 8);
  const times = (taken.get(hash) ?? 0) + 1;
  taken.set(hash, times);
  return times === 1 ? hash : `${hash}-${times}`;
}

function kept(metadata: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(metadata).filter(([key]) => keptCellMetadata.includes(key)));
}

function joinStreams(outputs: readonly Output[]): Output[] {
  const joined: Output[] = [];
  for (const output of outputs) {
    const last = joined.at(-1);
    if (output.output_type === "stream" && last?.output_type === "stream" && last.name === output.name) {
      joined[joined.length - 1] = { ...last, text: last.text + output.text };
    } else joined.push(output);
  }
  return joined;
}

function normaliseOutput(output: Output, count: number | null): Output {
  if (output.output_type === "stream") {
    return { output_type: "stream", name: output.name, text: stripVTControlCharacters(output.text) };
  }
  if (output.output_type === "error") return output;
  const plain = output.data["text/plain"];
  return {
    output_type: output.output_type,
    data: typeof plain === "string" ? { ...output.data, "text/plain": stripVTControlCharacters(plain) } : output.data,
    metadata: output.metadata ?? {},
    ...(output.output_type === "execute_result" ? { execution_count: count } : {}),
  };
}
