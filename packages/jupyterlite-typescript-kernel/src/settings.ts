import { PageConfig } from "@jupyterlab/coreutils";

/** The settings of a plugin, in `litePluginSettings` of `jupyter-lite.json`. */
export function readSettings<Settings extends object>(id: string): Partial<Settings> {
  const all = JSON.parse(PageConfig.getOption("litePluginSettings") || "{}") as Record<string, Partial<Settings>>;
  return all[id] ?? {};
}
