import { PageConfig, URLExt } from "@jupyterlab/coreutils";

/** The times of change of the published files, by path, as the site lists them. */
export async function publishedFiles(base: string): Promise<ReadonlyMap<string, string>> {
  const known = new Map<string, string>();
  const listName = PageConfig.getOption("contentsAllJsonFile") || "all.json";
  const visit = async (folder: string): Promise<void> => {
    const response = await fetch(URLExt.join(base, "api/contents", folder, listName));
    if (!response.ok) return;
    const { content } = (await response.json()) as { content: { path: string; type: string; last_modified: string }[] };
    for (const { path, type, last_modified } of content) {
      if (type === "directory") await visit(path);
      else known.set(path, last_modified);
    }
  };
  await visit("");
  return known;
}
