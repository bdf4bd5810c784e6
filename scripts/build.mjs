// Builds dist/: JavaScript bundled by esbuild (one file per entry plus shared chunks, so that mathjs's hundreds of
// modules load in milliseconds), declarations written by tsc, and the link node_modules/scorebook -> this project
// by which every notebook imports the package by its name.
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, lstatSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(root, "dist");

rmSync(dist, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: { index: "src/index.ts", "cli/main": "src/cli/main.ts" },
  outdir: "dist",
  bundle: true,
  splitting: true,
  chunkNames: "chunks/[name]-[hash]",
  format: "esm",
  platform: "node",
  target: "node20",
  sourcemap: true,
  sourcesContent: false,
  // Loaded from node_modules as they are: they find their own files (browsers, workers, native libraries) by path.
  external: ["playwright-core", "@sparticuz/chromium", "plotly.js-dist", "tslab", "@tensorflow/*"],
  // Bundled CommonJS packages (@stdlib) call require for Node's own modules.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
  logLevel: "warning",
});
chmodSync(join(dist, "cli/main.js"), 0o755);

execFileSync(
  process.execPath,
  [join(root, "node_modules/typescript/bin/tsc"), "-p", join(root, "tsconfig.build.json")],
  { stdio: "inherit", cwd: root },
);

const link = join(root, "node_modules", "scorebook");
if (!existsSync(link)) {
  if (lstatSync(link, { throwIfNoEntry: false })) rmSync(link);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync("..", link, "junction");
}
