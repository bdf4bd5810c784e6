import type { Metafile } from "esbuild";

export function buildExplore(where: { readonly site: string; readonly root: string }): Promise<Metafile>;
