// Builds dist/: JavaScript bundled by esbuild (one file per entry plus shared chunks, so that mathjs's hundreds of
// modules load in milliseconds), declarations written by tsc, WebAssembly compiled from assembly/, and the link by which
// notebooks find the package. Where nothing of what it is built from has changed, dist/ stays as it is.
// dist/ is replaced only by a complete build: a type error while one edits leaves the last good one in place.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildKernels } from "./kernel.mjs";
import { bundledPackages, notices } from "./notices.mjs";
import { distIsFresh, hashFile, sourceHash } from "./source-hash.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(root, "dist");
// Beside dist/, so that the source maps point at the same relative paths.
const fresh = join(root, `.dist-${process.pid}`);

const start = performance.now();
// Before anything is read: what changes during the build makes it an old one.
const hash = sourceHash(root);

process.on("exit", () => rmSync(fresh, { recursive: true, force: true }));
await buildKernels(root);
if (distIsFresh(root)) {
  await import("./link-package.mjs");
  console.log("dist/ is up to date");
  process.exit();
}
const whole = await build({
  absWorkingDir: root,
  metafile: true,
  entryPoints: {
    index: "src/index.ts",
    node: "src/node.ts",
    notebook: "src/notebook.ts",
    "cli/main": "src/cli/main.ts",
    "cli/claim-worker": "src/cli/claim-worker.ts",
    "cli/tfjs-probe": "src/cli/tfjs-probe.ts",
    "cli/onnx-probe": "src/cli/onnx-probe.ts",
    "cli/measure-engines": "src/cli/measure-engines.ts",
    "cli/write-fixtures": "src/cli/write-fixtures.ts",
    "cli/draw-studies": "src/cli/draw-studies.ts",
    "cli/sweep-trial": "src/cli/sweep-trial.ts",
    "cli/check-book-lab": "src/cli/check-book-lab.ts",
    "cli/make-environment": "src/cli/make-environment.ts",
    // The browser that pictures are drawn with, for scripts that look at pages.
    "cli/launch-browser": "src/figures/rendering/browser.ts",
    // The fonts that figures are set in, for the pages of the book.
    "cli/font-files": "src/figures/theme/fonts.ts",
  },
  outdir: fresh,
  bundle: true,
  splitting: true,
  chunkNames: "chunks/[name]-[hash]",
  format: "esm",
  platform: "node",
  target: "node20",
  sourcemap: true,
  sourcesContent: false,
  // Loaded from node_modules as they are: they find their own files (browsers, workers, native libraries) by path.
  external: [
    "playwright-core",
    "@sparticuz/chromium",
    "plotly.js-dist",
    "tslab",
    "@tensorflow/*",
    "onnxruntime-node",
    "onnxruntime-node/*",
    "sharp",
  ],
  // Bundled CommonJS packages (@stdlib) call require for Node's own modules, where there are any.
  banner: {
    js: 'const require = globalThis.process?.getBuiltinModule?.("node:module")?.createRequire(process.execPath);',
  },
  logLevel: "warning",
});
chmodSync(join(fresh, "cli/main.js"), 0o755);

// The core once more, for bundlers: a file for each module of the core, so that a page takes along only what it uses, with
// the packages that it needs in chunks.
const core = await build({
  absWorkingDir: root,
  entryPoints: ["src/index.ts"],
  bundle: true,
  format: "esm",
  platform: "browser",
  write: false,
  metafile: true,
  outdir: fresh,
});
const forBrowsers = await build({
  absWorkingDir: root,
  metafile: true,
  entryPoints: Object.keys(core.metafile.inputs).filter((path) => path.startsWith("src/")),
  outbase: "src",
  outdir: join(fresh, "browser"),
  bundle: true,
  splitting: true,
  chunkNames: "chunks/[name]-[hash]",
  format: "esm",
  platform: "browser",
  target: "es2022",
  logLevel: "warning",
});

// What JupyterLab loads, a file by itself.
await build({
  absWorkingDir: root,
  entryPoints: { "lab-figures": "jupyter/lab-extension/figures.js" },
  outdir: fresh,
  bundle: true,
  format: "iife",
  target: "es2022",
  logLevel: "warning",
});

const declarations = spawn(
  process.execPath,
  [join(root, "node_modules/typescript/bin/tsc"), "-p", join(root, "tsconfig.build.json"), "--outDir", fresh],
  { stdio: "inherit", cwd: root },
);
const [status] = await once(declarations, "exit");
// tsc has said what is wrong.
if (status !== 0) process.exit(1);

const bundled = bundledPackages([whole.metafile, forBrowsers.metafile]);
writeFileSync(join(fresh, "THIRD-PARTY-NOTICES.txt"), notices(root, bundled));
writeFileSync(join(fresh, hashFile), `${hash}\n`);
rmSync(dist, { recursive: true, force: true });
renameSync(fresh, dist);
await import("./link-package.mjs");
console.log(`dist/ built in ${((performance.now() - start) / 1000).toFixed(1)} s`);
