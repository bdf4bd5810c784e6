// Compiles assembly/ to WebAssembly, or takes the last build's as long as nothing that it is made of has changed: the
// compiler takes a few seconds. Sixteen modules: the kernel of auto-encoders, tanh alone, exp alone, Jacobians of networks with one layer,
// steps of Adam, products of matrices, small dense matrices, mixtures in the plane and in any dimension, posteriors on the line and in
// the plane, scores of blurred rows, the random numbers, sums over curves, and two kinds of sums over points.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const options = [
  // No module allocates, nor has data of its own.
  ...["--runtime", "stub", "--use", "abort="],
  // No relaxed SIMD: it may round differently on another machine.
  ...["--enable", "simd", "--enable", "bulk-memory"],
  "-O3",
  "--noAssert",
  // Functions that hand vectors to one another can't be called from JavaScript, and are not.
  ...["--disableWarning", "112"],
];

/** Of modules whose instances share a memory. */
const threaded = ["--importMemory", "--sharedMemory", "--maximumMemory", "65536", "--enable", "threads"];

/** What is compiled to what, and the options that only one of them has. */
const modules = [
  // Memory is planned and made in src/autoencoder/kernel/fused-layout.ts.
  { source: "index.ts", wasm: "autoencoder.wasm", options: threaded },
  // The same in src/density/point-sums/points-plan.ts.
  { source: "points.ts", wasm: "points.wasm", options: threaded },
  { source: "product-sums.ts", wasm: "product-sums.wasm", options: ["--initialMemory", "1"] },
  { source: "matrix-product.ts", wasm: "matrix-product.wasm", options: ["--initialMemory", "1"] },
  { source: "adam.ts", wasm: "adam.wasm", options: ["--initialMemory", "1"] },
  { source: "activations.ts", wasm: "activations.wasm", options: ["--initialMemory", "1"] },
  { source: "one-layer.ts", wasm: "one-layer.wasm", options: ["--initialMemory", "1"] },
  { source: "exponentials.ts", wasm: "exponentials.wasm", options: ["--initialMemory", "1"] },
  { source: "plane-mixture.ts", wasm: "plane-mixture.wasm", options: ["--initialMemory", "1"] },
  { source: "mixture-terms.ts", wasm: "mixture-terms.wasm", options: ["--initialMemory", "1"] },
  { source: "curve-sums.ts", wasm: "curve-sums.wasm", options: ["--initialMemory", "1"] },
  { source: "line-posterior.ts", wasm: "line-posterior.wasm", options: ["--initialMemory", "1"] },
  { source: "plane-posterior.ts", wasm: "plane-posterior.wasm", options: ["--initialMemory", "1"] },
  { source: "leave-one-out.ts", wasm: "leave-one-out.wasm", options: ["--initialMemory", "1"] },
  { source: "dense.ts", wasm: "dense.wasm", options: ["--initialMemory", "1"] },
  { source: "mersenne-twister.ts", wasm: "mersenne-twister.wasm", options: ["--initialMemory", "1"] },
];

/**
 * SHA-256 of all that the modules are made of.
 * @param {string} root the project's
 * @returns {string}
 */
export function kernelSources(root) {
  const hash = createHash("sha256");
  const sources = readdirSync(join(root, "assembly"), { encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  for (const name of sources.sort()) hash.update(`${name}\n${readFileSync(join(root, "assembly", name), "utf8")}\n`);
  hash.update(readFileSync(join(root, "node_modules/assemblyscript/package.json")));
  hash.update(JSON.stringify([options, modules]));
  return hash.digest("hex");
}

/** Where the build leaves the modules: as base64 in a JavaScript file, which the package's bundles take in. */
const generated = "assembly/generated";

/**
 * Writes modules.js, its declaration, and `sources.sha256` of what they were made of, into assembly/generated; nothing
 * where they are up to date.
 * @param {string} root the project's
 */
export async function buildKernels(root) {
  const to = join(root, generated);
  mkdirSync(to, { recursive: true });
  const sha256 = kernelSources(root);
  const lastHash = join(to, "sources.sha256");
  if (existsSync(lastHash) && readFileSync(lastHash, "utf8") === sha256) return;
  const { default: compiler } = await import("assemblyscript/asc");
  const compiled = {};
  for (const { source, wasm, options: own } of modules) {
    const file = join(to, wasm);
    const { error } = await compiler.main(
      [`assembly/${source}`, "--outFile", file, "--baseDir", root, ...options, ...own],
      { stdout: process.stdout, stderr: process.stderr },
    );
    if (error) throw error;
    compiled[wasm.replace(/\.wasm$/, "")] = readFileSync(file, "base64");
    rmSync(file);
  }
  writeFileSync(join(to, "modules.js"), `export const modules = ${JSON.stringify(compiled, null, 2)};\n`);
  writeFileSync(join(to, "modules.d.ts"), "export declare const modules: Readonly<Record<string, string>>;\n");
  writeFileSync(lastHash, sha256);
}
