import type { ReadPublished } from "./shared-files.ts";

/** Reads files of the site while a cell waits: a worker may, and functions such as `readFileSync` have to. */
export function readPublished(filesUrl: string): ReadPublished {
  return (path) => {
    const request = new XMLHttpRequest();
    request.open("GET", new URL(path.split("/").map(encodeURIComponent).join("/"), filesUrl), false);
    request.responseType = "arraybuffer";
    try {
      request.send();
    } catch {
      return undefined;
    }
    return request.status === 200 ? new Uint8Array(request.response) : undefined;
  };
}
