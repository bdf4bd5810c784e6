import type { Metafile } from "esbuild";

export function bundleModules(options: {
  readonly entries: Readonly<Record<string, string>>;
  readonly outdir: string;
  readonly root: string;
  readonly replacements?: Readonly<Record<string, string>>;
  readonly define?: Readonly<Record<string, string>>;
}): Promise<{ modules: Record<string, string>; prelude: string; metafile: Metafile }>;
export function nodeDeclarations(): Record<string, string>;
