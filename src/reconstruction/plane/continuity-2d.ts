import { basisValues, type LobattoBasis } from "../../numerics/quadrature/lobatto.ts";
import type { Cell, Quadtree } from "./cells-2d.ts";

/** The values at a cell's boundary nodes, as combinations of unknowns. */
export interface BoundaryValues {
  /** The unknowns that occur: without hanging nodes, one for each node in the nodes' order. */
  readonly unknowns: Int32Array;
  /** Row i gives boundary node i as a combination of the unknowns, (boundary nodes, unknowns); undefined if the nodes are the unknowns. */
  readonly weights: Float64Array | undefined;
}

/** A combination of unknowns. */
type Combination = Map<number, number>;

/** A side of a cell: the end with the lower coordinates, the length, and the direction. */
interface Side {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly vertical: boolean;
}

/**
 * Numbers the unknowns that neighbouring cells share, so that a piecewise polynomial is continuous.
 *
 * Where a cell meets a larger one, its nodes on the common line take the values of the larger cell's polynomial there. They are
 * combinations of unknowns and have no unknowns of their own ("hanging nodes"). The ends of the larger side may in turn lie within
 * the side of a still larger cell.
 */
export class Continuity2d {
  readonly #tree: Quadtree;
  readonly #basis: LobattoBasis;
  readonly #vertices = new Map<string, number>();
  readonly #sides = new Map<string, number>();
  #count = 0;

  constructor(tree: Quadtree, basis: LobattoBasis) {
    this.#tree = tree;
    this.#basis = basis;
  }

  /** The number of unknowns so far. */
  get count(): number {
    return this.#count;
  }

  /** @param nodes the boundary nodes as positions (a, b) in the cell's grid of nodes */
  of(cell: Cell, nodes: readonly (readonly [a: number, b: number])[]): BoundaryValues {
    const combinations = nodes.map(([a, b]) => this.#node(cell, a, b));
    if (combinations.every(({ size }) => size === 1)) {
      return { unknowns: Int32Array.from(combinations, ([[unknown]]) => unknown), weights: undefined };
    }
    const unknowns = Int32Array.from(new Set(combinations.flatMap((combination) => [...combination.keys()])));
    const place = new Map(Array.from(unknowns, (unknown, i) => [unknown, i]));
    const weights = new Float64Array(nodes.length * unknowns.length);
    combinations.forEach((combination, row) => {
      for (const [unknown, weight] of combination) {
        weights[row * unknowns.length + (place.get(unknown) as number)] = weight;
      }
    });
    return { unknowns, weights };
  }

  #node({ x, y, size }: Cell, a: number, b: number): Combination {
    const { degree } = this.#basis;
    const inside = (index: number): boolean => index > 0 && index < degree;
    if (!inside(a) && !inside(b)) return this.#vertex(x + (a > 0 ? size : 0), y + (b > 0 ? size : 0));
    const vertical = inside(b);
    const own: Side = { x: a === degree ? x + size : x, y: b === degree ? y + size : y, size, vertical };
    const middle = size / 2;
    // Cells of the deepest level are one unit wide, so half a unit is rounded down to find the same neighbour.
    const across = vertical
      ? this.#tree.leafAt(a === 0 ? x - 1 : x + size, Math.floor(y + middle))
      : this.#tree.leafAt(Math.floor(x + middle), b === 0 ? y - 1 : y + size);
    const index = vertical ? b : a;
    if (!across?.active || across.size <= size) return new Map([[this.#sideUnknown(own, index), 1]]);
    const master: Side = vertical
      ? { x: own.x, y: across.y, size: across.size, vertical }
      : { x: across.x, y: own.y, size: across.size, vertical };
    const start = vertical ? own.y - master.y : own.x - master.x;
    return this.#onSide(master, (2 * start + size * (1 + this.#basis.nodes[index])) / master.size - 1);
  }

  /** The value at a corner: an unknown of its own, unless the corner lies within the side of a larger cell. */
  #vertex(x: number, y: number): Combination {
    let master: Side | undefined;
    for (const [dx, dy] of [
      [0, 0],
      [-1, 0],
      [0, -1],
      [-1, -1],
    ]) {
      const leaf = this.#tree.leafAt(x + dx, y + dy);
      if (!leaf?.active || (master && leaf.size <= master.size)) continue;
      const onVertical = x === leaf.x || x === leaf.x + leaf.size;
      const onHorizontal = y === leaf.y || y === leaf.y + leaf.size;
      if (onVertical && onHorizontal) continue;
      master = onVertical
        ? { x, y: leaf.y, size: leaf.size, vertical: true }
        : { x: leaf.x, y, size: leaf.size, vertical: false };
    }
    if (!master) return new Map([[this.#numbered(this.#vertices, `${x} ${y}`, 1), 1]]);
    const along = master.vertical ? y - master.y : x - master.x;
    return this.#onSide(master, (2 * along) / master.size - 1);
  }

  /** The value of a side's polynomial at t in [-1, 1]. */
  #onSide(side: Side, t: number): Combination {
    const { degree } = this.#basis;
    const shape = basisValues(this.#basis, t, new Float64Array(degree + 1));
    const combination: Combination = new Map();
    const add = (part: Combination, factor: number): void => {
      for (const [unknown, weight] of part) combination.set(unknown, (combination.get(unknown) ?? 0) + factor * weight);
    };
    add(this.#vertex(side.x, side.y), shape[0]);
    add(
      side.vertical ? this.#vertex(side.x, side.y + side.size) : this.#vertex(side.x + side.size, side.y),
      shape[degree],
    );
    for (let i = 1; i < degree; i++) add(new Map([[this.#sideUnknown(side, i), 1]]), shape[i]);
    return combination;
  }

  #sideUnknown({ x, y, size, vertical }: Side, index: number): number {
    const first = this.#numbered(this.#sides, `${x} ${y} ${size} ${vertical}`, this.#basis.degree - 1);
    return first + index - 1;
  }

  #numbered(numbers: Map<string, number>, key: string, amount: number): number {
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, this.#count);
    this.#count += amount;
    return this.#count - amount;
  }
}
