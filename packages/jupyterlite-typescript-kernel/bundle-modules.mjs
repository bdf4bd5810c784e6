// Bundles packages for the cells of a site: ES modules that share what they have in common, with stand-ins for what is Node's.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { browserModules } from "./browser-modules.mjs";

const root = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const standIn = (name) => join(root, "node", name);
/** The folder of @jspm/core, which does not export its package.json. */
const jspm = require.resolve
  .paths("@jspm/core")
  .map((folder) => join(folder, "@jspm", "core"))
  .find((folder) => existsSync(join(folder, "package.json")));
/** Modules that @jspm/core has for browsers. */
const fromJspm = (name) => join(jspm, "nodelibs", "browser", `${name}.js`);

/** Where the modules of Node are taken from. */
const nodeModules = {
  fs: standIn("fs.js"),
  "fs/promises": standIn("fs-promises.js"),
  os: standIn("os.js"),
  module: standIn("module.js"),
  url: standIn("url.js"),
  crypto: standIn("crypto.js"),
  process: standIn("process.js"),
  child_process: standIn("missing.js"),
  net: standIn("missing.js"),
  worker_threads: standIn("missing.js"),
  diagnostics_channel: standIn("missing.js"),
  ...Object.fromEntries(
    ["path", "stream", "zlib", "util", "buffer", "events", "string_decoder", "assert", "timers"].map((name) => [
      name,
      fromJspm(name),
    ]),
  ),
};

/** Modules of Node that cells may import by name. */
const nodeEntries = ["fs", "fs/promises", "os", "path", "process", "util", "buffer", "events", "url"];

/**
 * @param {object} options
 * @param {Readonly<Record<string, string>>} options.entries files, or names of packages, by the name under which cells import them
 * @param {string} options.outdir
 * @param {string} options.root from which packages are found
 * @param {Readonly<Record<string, string>>} [options.replacements] files that take the place of others, by absolute path
 * @param {Readonly<Record<string, string>>} [options.define] names that are replaced by constants
 * @returns {Promise<{ modules: Record<string, string>, prelude: string, metafile: import("esbuild").Metafile }>} addresses in `outdir`,
 * to be written into the site's list of modules
 */
export async function bundleModules({ entries, outdir, root: from, replacements = {}, define = {} }) {
  const all = {
    ...entries,
    ...Object.fromEntries(nodeEntries.map((name) => [`node:${name}`, nodeModules[name]])),
  };
  const fileOf = (name) => name.replace(/^@/, "").replace(/[:/]/g, "-");
  const { metafile } = await build({
    ...browserModules,
    absWorkingDir: from,
    entryPoints: {
      ...Object.fromEntries(Object.entries(all).map(([name, path]) => [fileOf(name), path])),
      prelude: standIn("prelude.js"),
    },
    outdir,
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    define: { "process.env.NODE_ENV": '"production"', global: "globalThis", ...define },
    plugins: [
      {
        name: "stand-ins",
        setup(context) {
          const names = Object.keys(nodeModules).map((name) => name.replace("/", "\\/"));
          context.onResolve({ filter: new RegExp(`^(node:)?(${names.join("|")})$`) }, ({ path }) => ({
            path: nodeModules[path.replace(/^node:/, "")],
          }));
          context.onLoad({ filter: /\.[cm]?[jt]s$/ }, ({ path }) => {
            const replacement = replacements[path];
            if (replacement === undefined) return undefined;
            return {
              contents: readFileSync(replacement, "utf8"),
              loader: /\.ts$/.test(replacement) ? "ts" : "js",
              resolveDir: dirname(path),
            };
          });
        },
      },
    ],
  });
  return {
    modules: Object.fromEntries(Object.keys(all).map((name) => [name, `${fileOf(name)}.js`])),
    prelude: "prelude.js",
    metafile,
  };
}

/**
 * The declarations of the stand-ins, for the language service.
 * @returns {Record<string, string>}
 */
export function nodeDeclarations() {
  return {
    "/node_modules/@types/node/index.d.ts": readFileSync(standIn("index.d.ts"), "utf8"),
    "/node_modules/@types/node/package.json": JSON.stringify({ name: "@types/node", types: "index.d.ts" }),
  };
}
