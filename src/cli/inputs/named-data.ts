import { basename } from "node:path";
import type { Distribution } from "../../density/density.ts";
import { curve10d } from "../../density/examples/curve10d.ts";
import { spiral } from "../../density/examples/spiral.ts";

/** The data that `--data` knows by name. */
export const namedData: Readonly<Record<string, () => Distribution>> = { spiral, curve10d };

/** The distribution from which the points of a model were drawn ("spiral", or "curve10d, blurred by 0.05"); null for points of a file. */
export function distributionOf(source: string): Distribution | null {
  const [, name = "", blur] = /^(\w+)(?:, blurred by ([\d.]+))?$/.exec(source) ?? [];
  if (!Object.hasOwn(namedData, name)) return null;
  const distribution = namedData[name]();
  return blur === undefined ? distribution : (distribution.smoothed?.(Number(blur)) ?? null);
}

/** The name of a file of points in a model. It differs from the names of all data that are known by name. */
export function sourceOfFile(path: string): string {
  const name = basename(path);
  return distributionOf(name) === null ? name : `./${name}`;
}
