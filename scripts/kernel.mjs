// Compiles assembly/ to WebAssembly, or takes the last build's as long as nothing that it is made of has changed: the
// compiler takes a few seconds. Two modules: the kernel of auto-encoders, and the random numbers.
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const options = [
  // Neither module allocates, nor has data of its own.
  ...["--runtime", "stub", "--use", "abort="],
  // No relaxed SIMD: it may round differently on another machine.
  ...["--enable", "simd", "--enable", "bulk-memory"],
  "-O3",
  "--noAssert",
  // Functions that hand vectors to one another can't be called from JavaScript, and are not.
  ...["--disableWarning", "112"],
];

/** What is compiled to what, and the options that only one of them has. */
const modules = [
  {
    source: "index.ts",
    wasm: "autoencoder.wasm",
    // Memory is planned and made in src/autoencoder/kernel/fused-layout.ts.
    options: ["--importMemory", "--sharedMemory", "--maximumMemory", "65536", "--enable", "threads"],
  },
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

/**
 * Writes the modules, and `sources.sha256` of what they were made of, into the folder `to`.
 * @param {string} root the project's
 * @param {string} to made where it isn't there
 * @param {string} last where the last build wrote them, if there was one
 */
export async function buildKernels(root, to, last) {
  mkdirSync(to, { recursive: true });
  const sha256 = kernelSources(root);
  const lastHash = join(last, "sources.sha256");
  const unchanged = existsSync(lastHash) && readFileSync(lastHash, "utf8") === sha256;
  for (const { source, wasm, options: own } of modules) {
    if (unchanged) {
      copyFileSync(join(last, wasm), join(to, wasm));
      continue;
    }
    const { default: compiler } = await import("assemblyscript/asc");
    const { error } = await compiler.main(
      [`assembly/${source}`, "--outFile", join(to, wasm), "--baseDir", root, ...options, ...own],
      { stdout: process.stdout, stderr: process.stderr },
    );
    if (error) throw error;
  }
  writeFileSync(join(to, "sources.sha256"), sha256);
}
