import type { Interval } from "../../density/density.ts";

/** The number of times that a cell can be halved. Corners are integer multiples of 2^-20 of the box, so that they compare exactly. */
const MAX_LEVEL = 20;
const WHOLE = 2 ** MAX_LEVEL;

/** A rectangle of a quadtree. Corner and size are in units of 2^-20 of the box. */
export interface Cell {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  /** Lower left, lower right, upper left, upper right; undefined for a leaf. */
  children: readonly [Cell, Cell, Cell, Cell] | undefined;
  /** For a leaf: true if the equation is solved on it, false if p is too small there. */
  active: boolean;
}

/** The bounds of a cell, [lower, upper] along x and y. */
export type Bounds = readonly [x: Interval, y: Interval];

/** A box that is divided into quarters repeatedly, where more resolution is needed. */
export class Quadtree {
  readonly root: Cell = cell(0, 0, WHOLE);
  readonly #box: Bounds;

  constructor(box: Bounds, level: number) {
    this.#box = box;
    for (let i = 0; i < level; i++) for (const leaf of this.leaves()) this.split(leaf);
  }

  leaves(): Cell[] {
    const found: Cell[] = [];
    const visit = (node: Cell): void => {
      if (node.children) node.children.forEach(visit);
      else found.push(node);
    };
    visit(this.root);
    return found;
  }

  /** Divides a leaf into quarters. @returns false if the leaf is at the deepest level and cannot be divided */
  split(leaf: Cell): boolean {
    if (leaf.size === 1) return false;
    const half = leaf.size / 2;
    const { x, y } = leaf;
    leaf.children = [
      cell(x, y, half),
      cell(x + half, y, half),
      cell(x, y + half, half),
      cell(x + half, y + half, half),
    ];
    return true;
  }

  /** The leaf that contains the unit square with this lower left corner; undefined outside of the box. */
  leafAt(x: number, y: number): Cell | undefined {
    if (x < 0 || y < 0 || x >= WHOLE || y >= WHOLE) return undefined;
    let node = this.root;
    while (node.children) {
      const half = node.size / 2;
      node = node.children[(x >= node.x + half ? 1 : 0) + (y >= node.y + half ? 2 : 0)];
    }
    return node;
  }

  /** The leaf that contains a point of the box; undefined outside. */
  leafOf(x: number, y: number): Cell | undefined {
    const [unitX, unitY] = [x, y].map((value, axis) => {
      const [lower, upper] = this.#box[axis];
      if (!(value >= lower && value <= upper)) return -1;
      return Math.min(WHOLE - 1, Math.floor(((value - lower) / (upper - lower)) * WHOLE));
    });
    return this.leafAt(unitX, unitY);
  }

  bounds({ x, y, size }: Cell): Bounds {
    return [
      [this.#position(0, x), this.#position(0, x + size)],
      [this.#position(1, y), this.#position(1, y + size)],
    ];
  }

  #position(axis: 0 | 1, units: number): number {
    const [lower, upper] = this.#box[axis];
    return units === WHOLE ? upper : lower + (upper - lower) * (units / WHOLE);
  }
}

function cell(x: number, y: number, size: number): Cell {
  return { x, y, size, children: undefined, active: true };
}
