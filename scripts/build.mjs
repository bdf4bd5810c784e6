// Builds dist/: JavaScript bundled by esbuild (one file per entry plus shared chunks, so that mathjs's hundreds of
// modules load in milliseconds), declarations written by tsc, WebAssembly compiled from assembly/, and the link by which
// notebooks find the package.
// dist/ is replaced only by a complete build: a type error while one edits leaves the last good one in place.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildKernels } from "./kernel.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(root, "dist");
// Beside dist/, so that the source maps point at the same relative paths.
const fresh = join(root, `.dist-${process.pid}`);

const start = performance.now();

process.on("exit", () => rmSync(fresh, { recursive: true, force: true }));
await build({
  absWorkingDir: root,
  entryPoints: {
    index: "src/index.ts",
    "cli/main": "src/cli/main.ts",
    "cli/claim-worker": "src/cli/claim-worker.ts",
    "cli/tfjs-probe": "src/cli/tfjs-probe.ts",
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
  ],
  // Bundled CommonJS packages (@stdlib) call require for Node's own modules.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
  logLevel: "warning",
});
chmodSync(join(fresh, "cli/main.js"), 0o755);

const declarations = spawn(
  process.execPath,
  [join(root, "node_modules/typescript/bin/tsc"), "-p", join(root, "tsconfig.build.json"), "--outDir", fresh],
  { stdio: "inherit", cwd: root },
);
const [types, kernels] = await Promise.allSettled([
  once(declarations, "exit"),
  buildKernels(root, join(fresh, "assembly"), join(dist, "assembly")),
]);
// tsc and the compiler of assembly/ say what is wrong, but not why the compiler could not be run.
if (kernels.status === "rejected") console.error(`assembly/ was not built: ${kernels.reason.message}`);
if (types.value?.[0] !== 0 || kernels.status === "rejected") process.exit(1);

rmSync(dist, { recursive: true, force: true });
renameSync(fresh, dist);
await import("./link-package.mjs");
console.log(`dist/ built in ${((performance.now() - start) / 1000).toFixed(1)} s`);
