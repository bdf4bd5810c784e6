export function languageLibrary(): Record<string, string>;
export function packageDeclarations(
  name: string,
  folder: string,
  choose?: (path: string) => boolean,
): Record<string, string>;
