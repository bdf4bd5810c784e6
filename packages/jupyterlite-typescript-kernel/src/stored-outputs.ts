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

/**
 * The outputs of the first cell with this source among the published notebooks of a folder; null where there is none.
 * @param published the paths of the published files
 */
export async function storedOutputs(
  code: string,
  folder: string,
  filesUrl: string,
  published: () => Promise<ReadonlyMap<string, string>>,
): Promise<readonly StoredOutput[] | null> {
  const here = folder.replace(/^\/|\/$/g, "");
  const paths = [...(await published()).keys()].filter(
    (path) => path.endsWith(".ipynb") && path.slice(0, Math.max(path.lastIndexOf("/"), 0)) === here,
  );
  for (const path of paths) {
    const response = await fetch(new URL(path.split("/").map(encodeURIComponent).join("/"), filesUrl));
    if (!response.ok) continue;
    const { cells } = (await response.json()) as StoredNotebook;
    const found = cells.find(
      (cell) => cell.cell_type === "code" && [cell.source].flat().join("").trim() === code.trim(),
    );
    if (found) return (found.outputs ?? []).map(joined);
  }
  return null;
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
