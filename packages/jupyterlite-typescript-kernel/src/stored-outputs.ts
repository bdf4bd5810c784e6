import type { KernelMessage } from "@jupyterlab/services";

/** An output in the file of a notebook. */
export type StoredOutput =
  | { readonly output_type: "stream"; readonly name: "stdout" | "stderr"; readonly text: string | readonly string[] }
  | {
      readonly output_type: "display_data" | "execute_result";
      readonly data: KernelMessage.IDisplayDataMsg["content"]["data"];
      readonly metadata: KernelMessage.IDisplayDataMsg["content"]["metadata"];
    }
  | { readonly output_type: "error" };

interface StoredNotebook {
  readonly cells: readonly {
    readonly cell_type: string;
    readonly source: string | readonly string[];
    readonly outputs?: readonly StoredOutput[];
  }[];
}

/** The outputs of published cells, by the source of the cell and by the path of the notebook. */
export type PublishedCells = ReadonlyMap<string, ReadonlyMap<string, readonly StoredOutput[]>>;

/**
 * The code cells of the published notebooks of a folder. The source is without blanks at its ends; of two cells of a notebook with the
 * same source the first counts.
 * @param published the paths of the published files, with their times
 */
export async function publishedCells(
  folder: string,
  filesUrl: string,
  published: ReadonlyMap<string, string>,
): Promise<PublishedCells> {
  const here = folder.replace(/^\/|\/$/g, "");
  const paths = [...published.keys()].filter(
    (path) => path.endsWith(".ipynb") && path.slice(0, Math.max(path.lastIndexOf("/"), 0)) === here,
  );
  const found = new Map<string, Map<string, readonly StoredOutput[]>>();
  const read = async (path: string): Promise<void> => {
    const response = await fetch(new URL(path.split("/").map(encodeURIComponent).join("/"), filesUrl));
    if (!response.ok) return;
    const { cells } = (await response.json()) as StoredNotebook;
    for (const cell of cells.filter(({ cell_type }) => cell_type === "code")) {
      const source = [cell.source].flat().join("").trim();
      const notebooks = found.get(source) ?? new Map<string, readonly StoredOutput[]>();
      if (!notebooks.has(path)) notebooks.set(path, (cell.outputs ?? []).map(joined));
      found.set(source, notebooks);
    }
  };
  await Promise.all(paths.map(read));
  return found;
}

/** Files may have a text as an array of lines. */
function joined(output: StoredOutput): StoredOutput {
  if (!("data" in output)) return output;
  const data = Object.entries(output.data).map(([type, value]) => [
    type,
    Array.isArray(value) && type.startsWith("text/") ? value.join("") : value,
  ]);
  return { ...output, data: Object.fromEntries(data) };
}
