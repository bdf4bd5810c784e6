import { createHash } from "node:crypto";

/** Numbers in [-1, 1) that are computed from integers and one division, so that the bytes are the same everywhere. */
export function plainNumbers(): (n: number, scale: number) => Float64Array {
  let state = 1;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  return (n, scale) => Float64Array.from({ length: n }, () => scale * next());
}

/** The SHA-256 of all bytes. */
export function sha256(values: Float64Array): string {
  return createHash("sha256").update(new Uint8Array(values.buffer)).digest("hex");
}
