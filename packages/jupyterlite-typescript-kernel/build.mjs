// Builds the extension that JupyterLite loads: `node build.mjs [folder]` writes it into `labextension/`, or into the folder that
// is named. JupyterLite finds it in `share/jupyter/labextensions/jupyterlite-typescript-kernel` of its Python environment.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { browserModules } from "./browser-modules.mjs";
import { languageLibrary } from "./declarations.mjs";

const root = dirname(fileURLToPath(import.meta.url));
const name = "jupyterlite-typescript-kernel";

/** Packages that JupyterLite itself has, and that the extension must share with it. */
const shared = ["@jupyterlite/services", "@jupyterlab/coreutils"];

/**
 * Builds the extension into a folder, which is emptied before.
 * @param {string} folder
 * @returns {Promise<import("esbuild").Metafile[]>} what went into it
 */
export async function buildExtension(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "static"), { recursive: true });
  const options = {
    ...browserModules,
    absWorkingDir: root,
    outdir: join(folder, "static"),
    plugins: [sharedPackages, withoutNode],
    define: { "process.env.NODE_ENV": '"production"' },
  };
  const parts = await Promise.all([
    build({ ...options, entryPoints: { plugin: "src/plugin.ts", "execution-worker": "src/execution/worker.ts" } }),
    // Nobody sees the names of the functions of TypeScript, which would be a sixth of the worker.
    build({ ...options, entryPoints: { "language-worker": "src/language/worker.ts" }, keepNames: false }),
  ]);
  writeFileSync(join(folder, "static", "library.json"), JSON.stringify(languageLibrary()));
  writeFileSync(join(folder, "static", "logo.svg"), logo);
  const entry = remoteEntry();
  const hash = createHash("sha256")
    .update(entry)
    .update(readFileSync(join(folder, "static", "plugin.js")))
    .digest("hex");
  const load = `static/remoteEntry.${hash.slice(0, 16)}.js`;
  writeFileSync(join(folder, load), entry);
  const { version, description, license } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const manifest = {
    name,
    version,
    description,
    license,
    jupyterlab: { extension: true, _build: { load, extension: "./extension" } },
    jupyterlite: { liteExtension: true },
  };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest, null, 2));
  return parts.map(({ metafile }) => metafile);
}

/**
 * What JupyterLite loads first: it hands over the packages that the page has, and the extension's plugins are then
 * loaded as a module.
 */
function remoteEntry() {
  return `(() => {
  const base = document.currentScript.src.replace(/[^/]*$/, "");
  let scope;
  const load = async (name) => {
    const versions = Object.values(scope[name] ?? {});
    if (versions.length === 0) throw new Error("JupyterLite does not share " + name);
    return (await versions[0].get())();
  };
  window._JUPYTERLAB = window._JUPYTERLAB ?? {};
  window._JUPYTERLAB[${JSON.stringify(name)}] = {
    init(shared) {
      scope = shared;
    },
    async get() {
      const packages = {};
      for (const name of ${JSON.stringify(shared)}) packages[name] = await load(name);
      window[Symbol.for(${JSON.stringify(`${name}:shared`)})] = packages;
      const plugins = await import(base + "plugin.js");
      return () => ({ __esModule: true, default: plugins.default });
    },
  };
})();
`;
}

/** @type {import("esbuild").Plugin} */
const sharedPackages = {
  name: "shared-packages",
  setup(context) {
    const filter = new RegExp(`^(${shared.join("|")})$`);
    context.onResolve({ filter }, ({ path }) => ({ path, namespace: "shared" }));
    context.onLoad({ filter: /.*/, namespace: "shared" }, ({ path }) => ({
      contents: `module.exports = window[Symbol.for(${JSON.stringify(`${name}:shared`)})][${JSON.stringify(path)}];`,
    }));
  },
};

/** The module typescript asks for Node's modules where it runs in Node. @type {import("esbuild").Plugin} */
const withoutNode = {
  name: "without-node",
  setup(context) {
    context.onResolve(
      { filter: /^(node:)?(fs|path|os|inspector|perf_hooks|module|crypto|buffer|util|source-map-support)$/ },
      ({ path }) => ({
        path,
        namespace: "none",
      }),
    );
    context.onLoad({ filter: /.*/, namespace: "none" }, () => ({ contents: "module.exports = undefined;" }));
  },
};

const logo = `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="0 0 64 64"><rect width="64" height="64" rx="6" fill="#3178c6"/><g fill="none" stroke="#fff" stroke-width="6"><path d="M12 33h22M23 33v24"/><path d="M54 37c-3-5-14-5-14 2 0 8 15 5 15 12 0 8-13 8-17 1"/></g></svg>`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildExtension(process.argv[2] ?? join(root, "labextension"));
}
