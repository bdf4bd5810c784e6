import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { projectRoot } from "../../src/project.ts";

/**
 * Builds the command, with other claims than the edition's, as a project of its own that has nothing else: no
 * packages, no notebooks, no Jupyter.
 * @param claims name of a file beside this one that exports `claims`
 * @param folder the project's root; the command is then dist/cli/main.js in it
 */
export async function buildWithClaims(claims: string, folder: string): Promise<void> {
  writeFileSync(join(folder, "package.json"), '{ "name": "scorebook", "version": "0.0.0", "type": "module" }');
  await build({
    absWorkingDir: projectRoot(),
    entryPoints: {
      "cli/main": "src/cli/main.ts",
      "cli/claim-worker": "src/cli/claim-worker.ts",
      "cli/tfjs-probe": "src/cli/tfjs-probe.ts",
      "cli/onnx-probe": "src/cli/onnx-probe.ts",
    },
    outdir: join(folder, "dist"),
    bundle: true,
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    format: "esm",
    platform: "node",
    packages: "bundle",
    external: [
      "playwright-core",
      "@sparticuz/chromium",
      "plotly.js-dist",
      "tslab",
      "onnxruntime-node",
      "onnxruntime-node/*",
    ],
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
    plugins: [
      {
        name: "other claims",
        setup: ({ onResolve }) => {
          const path = join(projectRoot(), "test", "cli", claims);
          onResolve({ filter: /\/claims\/index\.ts$/ }, () => ({ path }));
        },
      },
    ],
  });
}
