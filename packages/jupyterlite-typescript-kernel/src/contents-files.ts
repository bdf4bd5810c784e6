import type { Contents } from "@jupyterlab/services";
import type { SharedFile } from "./protocol.ts";

/** Larger files of the reader are not given to cells: they would be copied at every start. */
const mostBytes = 100_000_000;

/** The files of the contents that the kernel shares with its cells. */
export interface ContentsFiles {
  /** Files that the reader added or changed in this browser. */
  own(): Promise<readonly SharedFile[]>;
  /** Tells of files that are added, changed or removed from now on. @returns ends it */
  follow(receive: (file: SharedFile) => void): () => void;
  /** Takes up what a cell wrote. */
  save(file: SharedFile): Promise<void>;
}

/**
 * The reader's files in JupyterLite's contents.
 * @param contents what the file browser shows
 * @param published the paths of the files that are published with the site and that the reader did not change
 */
export function contentsFiles(
  contents: Contents.IManager,
  published: () => Promise<ReadonlyMap<string, string>>,
): ContentsFiles {
  /** Files that cells write here come back as changes, which are no news. */
  const saving = new Set<string>();
  const read = async (path: string): Promise<SharedFile | undefined> => {
    const model = await contents.get(path, { content: true });
    const bytes = bytesOf(model);
    return bytes && bytes.length <= mostBytes ? { path, bytes } : undefined;
  };
  return {
    async own() {
      const known = await published();
      const files: SharedFile[] = [];
      const visit = async (folder: string): Promise<void> => {
        const { content } = await contents.get(folder, { content: true });
        for (const entry of (content ?? []) as Contents.IModel[]) {
          if (entry.type === "directory") await visit(entry.path);
          else if (entry.type === "file" && known.get(entry.path) !== entry.last_modified) {
            const file = await read(entry.path);
            if (file) files.push(file);
          }
        }
      };
      await visit("");
      return files;
    },
    follow(receive) {
      const onChange = async (_: unknown, change: Contents.IChangedArgs): Promise<void> => {
        const { type, newValue, oldValue } = change;
        if (oldValue?.path && (type === "delete" || type === "rename")) receive({ path: oldValue.path, bytes: null });
        if (type === "delete" || !newValue?.path || saving.has(newValue.path)) return;
        if (newValue.path.endsWith(".ipynb") || newValue.type === "directory") return;
        const file = await read(newValue.path).catch(() => undefined);
        if (file) receive(file);
      };
      contents.fileChanged.connect(onChange);
      return () => contents.fileChanged.disconnect(onChange);
    },
    async save({ path, bytes }) {
      saving.add(path);
      try {
        if (bytes === null) await contents.delete(path);
        else await contents.save(path, { type: "file", format: "base64", content: toBase64(bytes) });
      } finally {
        saving.delete(path);
      }
    },
  };
}

/** The content of a file, whichever way it is kept. */
export function bytesOf({ content, format }: Pick<Contents.IModel, "content" | "format">): Uint8Array | undefined {
  if (content === null || content === undefined) return undefined;
  if (format === "base64") return Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
  return new TextEncoder().encode(format === "json" ? JSON.stringify(content) : content);
}

export function toBase64(bytes: Uint8Array): string {
  const pieces: string[] = [];
  // A call has a limited number of arguments.
  for (let i = 0; i < bytes.length; i += 8192) pieces.push(String.fromCharCode(...bytes.subarray(i, i + 8192)));
  return btoa(pieces.join(""));
}
