import { PageConfig } from "@jupyterlab/coreutils";
import type { Contents } from "@jupyterlab/services";
import type { Application } from "./kernel-plugin.ts";
import { publishedFiles } from "./published-files.ts";
import { readSettings } from "./settings.ts";

const id = "jupyterlite-typescript-kernel:published";

/** The plugin's settings, in `litePluginSettings` of `jupyter-lite.json`. */
interface Settings {
  /** A hash of each published file that may be published anew, by path. */
  readonly hashes: Readonly<Record<string, string>>;
}

/**
 * JupyterLite keeps what a visitor saved under the name of the published file, and shows that from then on. This plugin lets a file that
 * was published anew be seen: the visitor's own version gets another name.
 */
export const publishedPlugin = {
  id,
  autoStart: true,
  activate: async (app: Application): Promise<void> => {
    const { hashes } = readSettings<Settings>(id);
    if (!hashes) return;
    const base = PageConfig.getBaseUrl();
    const key = `${id}:${base}`;
    try {
      const seen = JSON.parse(localStorage.getItem(key) ?? "{}") as Record<string, string>;
      const anew = Object.keys(hashes).filter((path) => seen[path] !== undefined && seen[path] !== hashes[path]);
      if (anew.length > 0) await setAside(app.serviceManager.contents, anew, await publishedFiles(base));
      localStorage.setItem(key, JSON.stringify(hashes));
    } catch (error) {
      // A browser that stores nothing has nothing that could hide a file.
      console.warn(`${id}:`, error);
    }
  },
};

/** Gives those of the files another name which the visitor saved. */
export async function setAside(
  contents: Pick<Contents.IManager, "get" | "rename">,
  paths: readonly string[],
  published: ReadonlyMap<string, string>,
): Promise<void> {
  for (const path of paths) {
    const { last_modified } = await contents.get(path, { content: false });
    if (last_modified === published.get(path)) continue;
    await contents.rename(path, ownName(path, last_modified));
  }
}

/** `chapter.ipynb` becomes `chapter (your copy of 2026-11-29 18.05.00).ipynb`. */
export function ownName(path: string, modified: string): string {
  const time = modified.slice(0, 19).replace("T", " ").replaceAll(":", ".");
  return path.replace(/(\.[^./]+)?$/, (extension) => ` (your copy of ${time})${extension}`);
}
