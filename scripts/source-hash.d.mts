/** Where the build writes the hash, in dist/. */
export const hashFile: string;

/** The hash of the names and contents of src/, assembly/ and the files that say how to build. */
export function sourceHash(root: string): string;

/** Whether dist/ was built, to its end, from the present sources. */
export function distIsFresh(root: string): boolean;
