import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../project.ts";

/** The part of Node's WebAssembly that is used here; the types of Node 20 leave it out. */
declare const WebAssembly: { Module: new (bytes: Uint8Array) => WasmModule };

/** Compiled code, which threads can share. */
export type WasmModule = object;

const compiled = new Map<string, WasmModule>();

/**
 * What the build has made of assembly/. It is read from dist/, also where this runs from src/.
 * @throws Error where the project has not been built
 */
export function wasmModule(name: "autoencoder" | "mersenne-twister"): WasmModule {
  const known = compiled.get(name);
  if (known) return known;
  const path = join(projectRoot(), "dist", "assembly", `${name}.wasm`);
  if (!existsSync(path)) throw new Error(`${path} is missing; "npm run build" makes it.`);
  const module = new WebAssembly.Module(readFileSync(path));
  compiled.set(name, module);
  return module;
}
