import { basename } from "node:path";
import type { Distribution } from "../../density/density.ts";
import { curve10d } from "../../density/examples/curve10d.ts";
import { spiral } from "../../density/examples/spiral.ts";

/** What `--data` knows by name. */
export const namedData: Readonly<Record<string, () => Distribution>> = { spiral, curve10d };

/** What a model's points were drawn from: "spiral", or "curve10d, blurred by 0.05"; null for a file's points. */
export function distributionOf(source: string): Distribution | null {
  const [, name = "", blur] = /^(\w+)(?:, blurred by ([\d.]+))?$/.exec(source) ?? [];
  if (!Object.hasOwn(namedData, name)) return null;
  const distribution = namedData[name]();
  return blur === undefined ? distribution : (distribution.smoothed?.(Number(blur)) ?? null);
}

/** What the points of a file are called in a model: the file's name, which no drawn points are called. */
export function sourceOfFile(path: string): string {
  const name = basename(path);
  return distributionOf(name) === null ? name : `./${name}`;
}
