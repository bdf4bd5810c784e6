import type { Metafile } from "esbuild";

/** The folders of the npm packages that bundles consist of, relative to the project, in the order of the alphabet. */
export function bundledPackages(metafiles: readonly Pick<Metafile, "outputs">[]): string[];
/** The text of the notices of packages. @throws Error for a package that names no licence */
export function notices(root: string, folders: readonly string[], place?: string): string;
