// Compiles assembly/ to WebAssembly, or takes the last build's as long as nothing that it is made of has changed: the
// compiler takes a few seconds.
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const options = [
  // Memory is planned and made in src/autoencoder/fused-layout.ts; the kernel neither allocates nor has data of its own.
  ...["--runtime", "stub", "--use", "abort=", "--importMemory", "--sharedMemory", "--maximumMemory", "65536"],
  // No relaxed SIMD: it may round differently on another machine.
  ...["--enable", "simd", "--enable", "threads", "--enable", "bulk-memory"],
  "-O3",
  "--noAssert",
  // Functions that hand vectors to one another can't be called from JavaScript, and are not.
  ...["--disableWarning", "112"],
];

/**
 * SHA-256 of all that the kernel is made of.
 * @param {string} root the project's
 * @returns {string}
 */
export function kernelSources(root) {
  const hash = createHash("sha256");
  const sources = readdirSync(join(root, "assembly"), { encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  for (const name of sources.sort()) hash.update(`${name}\n${readFileSync(join(root, "assembly", name), "utf8")}\n`);
  hash.update(readFileSync(join(root, "node_modules/assemblyscript/package.json")));
  hash.update(options.join(" "));
  return hash.digest("hex");
}

/**
 * Writes `kernel.wasm`, and `kernel.sha256` of what it was made of, into the folder `to`.
 * @param {string} root the project's
 * @param {string} to made where it isn't there
 * @param {string} last where the last build wrote them, if there was one
 */
export async function buildKernel(root, to, last) {
  mkdirSync(to, { recursive: true });
  const sha256 = kernelSources(root);
  const lastHash = join(last, "kernel.sha256");
  if (existsSync(lastHash) && readFileSync(lastHash, "utf8") === sha256) {
    copyFileSync(join(last, "kernel.wasm"), join(to, "kernel.wasm"));
  } else {
    const { default: compiler } = await import("assemblyscript/asc");
    const { error } = await compiler.main(
      ["assembly/index.ts", "--outFile", join(to, "kernel.wasm"), "--baseDir", root, ...options],
      { stdout: process.stdout, stderr: process.stderr },
    );
    if (error) throw error;
  }
  writeFileSync(join(to, "kernel.sha256"), sha256);
}
