import { modules } from "../../assembly/generated/modules.js";
import { decodeBase64 } from "./base64.ts";

/** The part of WebAssembly that is used here; the types of Node 20 do not declare it. */
declare const WebAssembly: { Module: new (bytes: Uint8Array) => WasmModule };

/** Compiled code, which threads can share. */
export type WasmModule = object;

const compiled = new Map<string, WasmModule>();

/** The compiled assembly/, about 45 kB, which are a part of the package's JavaScript. */
export function wasmModule(
  name:
    | "activations"
    | "adam"
    | "autoencoder"
    | "curve-sums"
    | "dense"
    | "exponentials"
    | "leave-one-out"
    | "line-posterior"
    | "matrix-product"
    | "mersenne-twister"
    | "mixture-terms"
    | "one-layer"
    | "plane-mixture"
    | "plane-posterior"
    | "points"
    | "product-sums",
): WasmModule {
  const known = compiled.get(name);
  if (known) return known;
  const module = new WebAssembly.Module(decodeBase64(modules[name]));
  compiled.set(name, module);
  return module;
}

const PAGE = 2 ** 16;

/** Grows a memory to this many bytes, where it has fewer. Views of the memory that were made before then have no length any more. */
export function growTo(
  bytes: number,
  memory: { readonly buffer: { readonly byteLength: number }; grow(pages: number): unknown },
): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
}
