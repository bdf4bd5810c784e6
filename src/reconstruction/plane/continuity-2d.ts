import { basisValues, type LobattoBasis } from "../../numerics/quadrature/lobatto.ts";
import type { Cell, Quadtree } from "./cells-2d.ts";

/** The values at a cell's boundary nodes, as combinations of unknowns. */
export interface BoundaryValues {
  /** The unknowns that occur: without hanging nodes, one for each node in the nodes' order. */
  readonly unknowns: Int32Array;
  /** Row i gives boundary node i as a combination of the unknowns, (boundary nodes, unknowns); undefined if the nodes are the unknowns. */
  readonly weights: Float64Array | undefined;
}

/** A combination of several unknowns, with their weights. */
type Combination = ReadonlyMap<number, number>;

/** The value at a node: an unknown, or a combination of unknowns. */
type NodeValue = number | Combination;

/** A side of a cell: the end with the lower coordinates, the length, and the direction. */
interface Side {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly vertical: boolean;
}

/** The values along a side, at its nodes of index 1 to degree - 1. */
type SideValues = (index: number) => NodeValue;

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
    const values = this.#nodeValues(cell, nodes);
    if (values.every((value) => typeof value === "number")) {
      return { unknowns: Int32Array.from(values), weights: undefined };
    }
    const places = new Map<number, number>();
    const placeOf = (unknown: number): number => {
      const place = places.get(unknown) ?? places.size;
      places.set(unknown, place);
      return place;
    };
    for (const value of values) {
      if (typeof value === "number") placeOf(value);
      else for (const unknown of value.keys()) placeOf(unknown);
    }
    const count = places.size;
    const weights = new Float64Array(nodes.length * count);
    values.forEach((value, row) => {
      if (typeof value === "number") weights[row * count + placeOf(value)] = 1;
      else for (const [unknown, weight] of value) weights[row * count + placeOf(unknown)] = weight;
    });
    return { unknowns: Int32Array.from(places.keys()), weights };
  }

  #nodeValues(cell: Cell, nodes: readonly (readonly [a: number, b: number])[]): readonly NodeValue[] {
    const { degree } = this.#basis;
    const { x, y, size } = cell;
    const inside = (index: number): boolean => index > 0 && index < degree;
    // What belongs to a side is found once, at the first of its nodes.
    const vertical: (SideValues | undefined)[] = [undefined, undefined];
    const horizontal: (SideValues | undefined)[] = [undefined, undefined];
    return nodes.map(([a, b]) => {
      if (inside(b)) {
        const end = a === degree ? 1 : 0;
        vertical[end] ??= this.#sideValues(cell, { x: x + end * size, y, size, vertical: true }, end);
        return vertical[end](b);
      }
      const end = b === degree ? 1 : 0;
      if (!inside(a)) return this.#vertex(x + (a > 0 ? size : 0), y + end * size);
      horizontal[end] ??= this.#sideValues(cell, { x, y: y + end * size, size, vertical: false }, end);
      return horizontal[end](a);
    });
  }

  /** @param end 0 for the left side and for the lower one, 1 for the right and for the upper one */
  #sideValues({ x, y, size }: Cell, own: Side, end: 0 | 1): SideValues {
    const { vertical } = own;
    const middle = size / 2;
    // Cells of the deepest level are one unit wide, so half a unit is rounded down to find the same neighbour.
    const across = vertical
      ? this.#tree.leafAt(end === 0 ? x - 1 : x + size, Math.floor(y + middle))
      : this.#tree.leafAt(Math.floor(x + middle), end === 0 ? y - 1 : y + size);
    if (!across?.active || across.size <= size) {
      const first = this.#firstInside(own);
      return (index) => first + index - 1;
    }
    const master: Side = vertical
      ? { x: own.x, y: across.y, size: across.size, vertical }
      : { x: across.x, y: own.y, size: across.size, vertical };
    const start = vertical ? own.y - master.y : own.x - master.x;
    const along = this.#along(master);
    return (index) => along((2 * start + size * (1 + this.#basis.nodes[index])) / master.size - 1);
  }

  /** The value at a corner: an unknown of its own, unless the corner lies within the side of a larger cell. */
  #vertex(x: number, y: number): NodeValue {
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
    if (!master) return this.#numbered(this.#vertices, `${x} ${y}`, 1);
    const along = master.vertical ? y - master.y : x - master.x;
    return this.#along(master)((2 * along) / master.size - 1);
  }

  /** The values of a side's polynomial, at t in [-1, 1]. */
  #along(side: Side): (t: number) => Combination {
    const { degree } = this.#basis;
    const lower = this.#vertex(side.x, side.y);
    const upper = side.vertical ? this.#vertex(side.x, side.y + side.size) : this.#vertex(side.x + side.size, side.y);
    const first = this.#firstInside(side);
    const shape = new Float64Array(degree + 1);
    return (t) => {
      basisValues(this.#basis, t, shape);
      const combination = new Map<number, number>();
      const add = (unknown: number, weight: number): void => {
        combination.set(unknown, (combination.get(unknown) ?? 0) + weight);
      };
      const addEnd = (end: NodeValue, factor: number): void => {
        if (typeof end === "number") add(end, factor);
        else for (const [unknown, weight] of end) add(unknown, factor * weight);
      };
      addEnd(lower, shape[0]);
      addEnd(upper, shape[degree]);
      for (let i = 1; i < degree; i++) add(first + i - 1, shape[i]);
      return combination;
    };
  }

  /** The first of the unknowns between the ends of a side. */
  #firstInside({ x, y, size, vertical }: Side): number {
    return this.#numbered(this.#sides, `${x} ${y} ${size} ${vertical}`, this.#basis.degree - 1);
  }

  #numbered(numbers: Map<string, number>, key: string, amount: number): number {
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, this.#count);
    this.#count += amount;
    return this.#count - amount;
  }
}
