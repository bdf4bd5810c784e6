// Serves a folder of static files at 127.0.0.1, to this machine alone: `node scripts/book/serve.mjs [folder] [port]`.
import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".ipynb": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".md": "text/markdown; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".ts": "text/plain; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".xml": "application/xml",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".ico": "image/x-icon",
  ".pdf": "application/pdf",
  ".wasm": "application/wasm",
  ".woff": "font/woff",
  ".woff2": "font/woff2",
  ".ttf": "font/ttf",
  ".zip": "application/zip",
  ".gz": "application/gzip",
};

/**
 * @param {string} folder what is served
 * @param {{ port?: number }} [options] port 0, the default, is any free one
 * @returns {Promise<{ address: string, close(): Promise<void> }>} `address` ends with a slash
 */
export async function serve(folder, { port = 0 } = {}) {
  const root = resolve(folder);
  const server = createServer((request, response) => {
    if (request.method !== "GET" && request.method !== "HEAD") return respond(response, 405);
    const found = fileFor(root, request.url ?? "/");
    if (found.redirect) {
      response.writeHead(301, { location: found.redirect });
      return response.end();
    }
    if (!found.path) return respond(response, 404);
    // What is built anew must show at the next visit, and what is as it was need not be sent again.
    const headers = { "cache-control": "no-cache", etag: `"${found.size}-${found.modified.getTime()}"` };
    if (request.headers["if-none-match"] === headers.etag) {
      response.writeHead(304, headers);
      return response.end();
    }
    response.writeHead(200, {
      ...headers,
      "content-type": types[extname(found.path).toLowerCase()] ?? "application/octet-stream",
      "content-length": found.size,
      "last-modified": found.modified.toUTCString(),
    });
    if (request.method === "HEAD") return response.end();
    return createReadStream(found.path).pipe(response);
  });
  await new Promise((done, fail) => {
    server.once("error", fail);
    server.listen(port, "127.0.0.1", done);
  });
  return {
    address: `http://127.0.0.1:${server.address().port}/`,
    close: () =>
      new Promise((done) => {
        server.close(done);
        server.closeAllConnections();
      }),
  };
}

/** The file of an address; a folder's is its index.html. Nothing outside of the root is found. */
function fileFor(root, url) {
  let pathname;
  try {
    pathname = decodeURIComponent(new URL(url, "http://127.0.0.1").pathname);
  } catch {
    return {};
  }
  const path = join(root, normalize(pathname));
  if (path !== root && !path.startsWith(root + sep)) return {};
  const status = statSync(path, { throwIfNoEntry: false });
  if (status?.isFile()) return { path, size: status.size, modified: status.mtime };
  if (!status?.isDirectory()) return {};
  if (!pathname.endsWith("/")) return { redirect: `${encodeURI(pathname)}/` };
  const index = statSync(join(path, "index.html"), { throwIfNoEntry: false });
  return index?.isFile() ? { path: join(path, "index.html"), size: index.size, modified: index.mtime } : {};
}

function respond(response, status) {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" });
  response.end(status === 404 ? "There is no such file.\n" : "Only reading is possible.\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { address } = await serve(process.argv[2] ?? "site", { port: Number(process.argv[3] ?? 8000) });
  console.log(`Serving at ${address}; end with Ctrl-C.`);
}
