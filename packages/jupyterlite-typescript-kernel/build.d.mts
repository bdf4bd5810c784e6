import type { Metafile } from "esbuild";

export function buildExtension(folder: string): Promise<Metafile[]>;
