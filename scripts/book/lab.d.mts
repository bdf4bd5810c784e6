import type { Metafile } from "esbuild";

export function buildLab(where: { readonly site: string; readonly root: string }): Promise<Metafile[]>;
