// Builds site/lab/: JupyterLite with the chapters, the kernel for TypeScript, and the package for its cells. `node scripts/book/lab.mjs`
// builds this part of the site alone.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildExtension } from "../../packages/jupyterlite-typescript-kernel/build.mjs";
import { bundleModules, nodeDeclarations } from "../../packages/jupyterlite-typescript-kernel/bundle-modules.mjs";
import { packageDeclarations } from "../../packages/jupyterlite-typescript-kernel/declarations.mjs";
import { bundledPackages, notices } from "../notices.mjs";
import { pruneLab, unusedExtensions } from "./prune-lab.mjs";

const kernel = "jupyterlite-typescript-kernel";
/** A third of Plotly. */
const plotly = "plotly.js-cartesian-dist-min";

/**
 * @param {object} where
 * @param {string} where.site the folder of the site: JupyterLite goes into its folder lab
 * @param {string} where.root the project's folder, whose dist/ has been built
 * @returns {Promise<import("esbuild").Metafile[]>} what went into the scripts
 */
export async function buildLab({ site, root }) {
  const target = join(site, "lab");
  const work = join(root, "node_modules", ".cache", "scorebook", "book-lab-work");
  const environment = ["book-lab", join("book", "lab", "requirements.txt"), "--figures"];
  const python = run(process.execPath, [join(root, "dist", "cli", "make-environment.js"), ...environment], root).trim();
  // Python lies in bin/ or Scripts/ of the environment.
  const venv = dirname(dirname(python));
  const extensions = join(venv, "share", "jupyter", "labextensions");
  const extension = await buildExtension(join(extensions, kernel));
  await buildRenderer(root, join(extensions, "scorebook-plotly"));

  // `jupyter lite build` keeps what it finds in its folders, also what is no longer wanted.
  for (const folder of [work, target]) rmSync(folder, { recursive: true, force: true });
  const contents = join(work, "contents");
  copyContents(root, contents);
  writeFileSync(join(work, "jupyter-lite.json"), JSON.stringify(siteSettings(contents), null, 2));
  writeFileSync(join(work, "overrides.json"), JSON.stringify(readerSettings, null, 2));
  const command = [
    "-m",
    "jupyterlite_core",
    "build",
    "--lite-dir",
    work,
    "--contents",
    contents,
    "--output-dir",
    target,
  ];
  run(python, [...command, ...options], work);

  removeOldFonts(target);
  pruneLab(target);
  const modules = await buildModules(root, join(target, "modules"));
  const metafiles = [...extension, modules];
  // The extension's paths are relative to its own folder.
  const packages = bundledPackages(metafiles).map((folder) => folder.replace(/^(\.\.\/)+/, ""));
  const text = notices(root, [...new Set([...packages, `node_modules/${plotly}`])].sort(), "This folder");
  writeFileSync(join(target, "THIRD-PARTY-NOTICES.txt"), text);
  return metafiles;
}

/** The renderer of figures, with the parts of Plotly that the pages of the book use. */
async function buildRenderer(root, folder) {
  const statics = join(folder, "static");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(statics, { recursive: true });
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["book/lab/renderer/plotly-renderer.ts"],
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    write: false,
    logLevel: "warning",
  });
  // A browser that has kept the script of an earlier version does not take it for this one.
  const [{ text }] = outputFiles;
  const load = `static/renderer.${createHash("sha256").update(text).digest("hex").slice(0, 16)}.js`;
  writeFileSync(join(folder, load), text);
  cpSync(join(root, "node_modules", plotly, "plotly-cartesian.min.js"), join(statics, "plotly.js"));
  const manifest = {
    name: "scorebook-plotly",
    version: "1.0.0",
    description: "Draws the figures of the book with Plotly.",
    license: "MIT",
    jupyterlab: { mimeExtension: true, _build: { load, mimeExtension: "./mimeExtension" } },
  };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest, null, 2));
}

const options = ["--apps", "lab", "--apps", "notebooks", "--no-sourcemaps", "--no-unused-shared-packages"];

/** What readers see: the chapters at the root, with the data beside them, the trained networks, and the tables of studies. */
function copyContents(root, contents) {
  mkdirSync(contents, { recursive: true });
  const notebooks = join(root, "notebooks");
  for (const name of readdirSync(notebooks).filter((name) => name.endsWith(".ipynb"))) {
    const notebook = JSON.parse(readFileSync(join(notebooks, name), "utf8"));
    for (const cell of notebook.cells) for (const output of cell.outputs ?? []) withoutPicture(output);
    writeFileSync(join(contents, name), JSON.stringify(notebook));
  }
  cpSync(join(notebooks, "data"), join(contents, "data"), { recursive: true });
  for (const folder of ["models", "studies"]) cpSync(join(root, folder), join(contents, folder), { recursive: true });
}

/** The page draws the plot: its picture, for pages that can't, would be half of the chapter's size. */
function withoutPicture({ data = {}, metadata = {} }) {
  if (!("application/vnd.plotly.v1+json" in data)) return;
  for (const type of Object.keys(data).filter((type) => type.startsWith("image/"))) {
    delete data[type];
    delete metadata[type];
  }
}

/** Icons in forms that browsers of before 2015 needed; those of today take the ones in WOFF2. */
function removeOldFonts(target) {
  const build = join(target, "build");
  for (const name of readdirSync(build)) {
    if (/^fa-.*\.(eot|svg|ttf|woff)$/.test(name)) rmSync(join(build, name));
  }
}

/** The settings of the site. The hashes of the chapters tell which were published anew since a visitor's last visit. */
function siteSettings(contents) {
  const chapters = readdirSync(contents).filter((name) => name.endsWith(".ipynb"));
  const hashes = chapters.map((name) => {
    const hash = createHash("sha256")
      .update(readFileSync(join(contents, name)))
      .digest("hex");
    return [name, hash.slice(0, 16)];
  });
  return {
    "jupyter-lite-schema-version": 0,
    "jupyter-config-data": {
      appName: "scorebook",
      defaultKernelName: "tslab",
      // Tests operate the application by it.
      exposeAppInBrowser: "true",
      disabledExtensions: ["@jupyterlite/application-extension:service-worker-manager", ...unusedExtensions],
      litePluginSettings: {
        [`${kernel}:kernel`]: { modules: "modules/modules.json", preload: ["scorebook/notebook"] },
        [`${kernel}:published`]: { hashes: Object.fromEntries(hashes) },
      },
    },
  };
}

/** JupyterLab's settings, which a reader may change. */
const readerSettings = {
  "@jupyterlab/apputils-extension:themes": { "adaptive-theme": true },
  "@jupyterlab/apputils-extension:notification": { fetchNews: "false", checkForUpdates: false },
};

/** The package, mathjs and what stands in for Node, as modules that cells import, with their declarations. */
async function buildModules(root, outdir) {
  const stand = (name) => join(root, "book", "lab", "stand-ins", `${name}.ts`);
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const { modules, prelude, metafile } = await bundleModules({
    root,
    outdir,
    entries: {
      scorebook: "src/index.ts",
      "scorebook/node": "src/node.ts",
      "scorebook/notebook": stand("notebook"),
      mathjs: "mathjs",
    },
    replacements: {
      [join(root, "src", "project.ts")]: stand("project"),
      [join(root, "src", "optional-packages.ts")]: stand("optional-packages"),
      [join(root, "src", "notebook", "picture.ts")]: stand("picture"),
    },
    define: { SCOREBOOK_VERSION: JSON.stringify(version) },
  });
  const types = {
    ...nodeDeclarations(),
    ...packageDeclarations("mathjs", join(root, "node_modules", "mathjs"), (path) => path.startsWith("types/")),
    ...packageDeclarations("scorebook", join(root, "dist"), (path) => !/^(cli|bench|browser)\//.test(path)),
    "/node_modules/scorebook/package.json": JSON.stringify({
      name: "scorebook",
      version,
      exports: Object.fromEntries(
        [".", "./node", "./notebook"].map((entry) => {
          const file = entry === "." ? "./index.d.ts" : `${entry}.d.ts`;
          return [entry, { types: file }];
        }),
      ),
    }),
  };
  writeFileSync(join(outdir, "types.json"), JSON.stringify(types));
  writeFileSync(join(outdir, "modules.json"), JSON.stringify({ modules, prelude, types: "types.json" }, null, 2));
  return metafile;
}

/** @returns what the program printed; what it says otherwise is shown where it fails */
function run(command, parameters, cwd) {
  const { status, stdout, stderr, error } = spawnSync(command, parameters, {
    cwd,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`${command} ${parameters.join(" ")} failed:\n${error ?? stderr}\n${stdout}`);
  return stdout;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
  const start = performance.now();
  await buildLab({ site: join(root, "site"), root });
  console.log(`site/lab/ built in ${((performance.now() - start) / 1000).toFixed(1)} s`);
}
