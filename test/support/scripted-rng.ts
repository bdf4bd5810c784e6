import type { Rng } from "../../src/numerics/random/random.ts";

/** A generator that returns given numbers, and throws an error if more numbers are drawn. */
export function scriptedRng({
  uniforms = [],
  normals = [],
}: {
  uniforms?: readonly number[];
  normals?: readonly number[];
}): Rng {
  const next = (kind: string, numbers: number[]): number => {
    const value = numbers.shift();
    if (value === undefined) throw new Error(`one ${kind} number too many was asked for`);
    return value;
  };
  const [u, z] = [[...uniforms], [...normals]];
  return { uniform: () => next("uniform", u), normal: () => next("normal", z) };
}
