/** Files that exist in memory only: the declarations that TypeScript reads. Paths are absolute and have forward slashes. */
export class VirtualFiles {
  readonly #texts = new Map<string, string>();
  readonly #folders = new Set<string>(["/"]);

  constructor(texts: Readonly<Record<string, string>> = {}) {
    for (const [path, text] of Object.entries(texts)) this.set(path, text);
  }

  set(path: string, text: string): void {
    this.#texts.set(path, text);
    for (let folder = parentOf(path); !this.#folders.has(folder); folder = parentOf(folder)) this.#folders.add(folder);
  }

  get(path: string): string | undefined {
    return this.#texts.get(path);
  }

  has(path: string): boolean {
    return this.#texts.has(path);
  }

  hasFolder(path: string): boolean {
    return this.#folders.has(path.length > 1 ? path.replace(/\/$/, "") : path);
  }

  delete(path: string): void {
    this.#texts.delete(path);
  }

  get paths(): readonly string[] {
    return [...this.#texts.keys()];
  }

  /** The names of the folders in a folder. */
  foldersIn(path: string): readonly string[] {
    const prefix = path.endsWith("/") ? path : `${path}/`;
    return [...this.#folders]
      .filter((folder) => folder.startsWith(prefix) && !folder.slice(prefix.length).includes("/"))
      .map((folder) => folder.slice(prefix.length))
      .filter((name) => name !== "");
  }
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0)) || "/";
}
