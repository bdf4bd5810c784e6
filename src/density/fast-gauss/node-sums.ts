import type { KernelMoments, MomentOrder } from "../blurred/kernel-moments.ts";
import type { MonomialIndex } from "./monomial-index.ts";

/** Sums of weight b^k around a node's center, for the k that an order needs; `addTo` moves them to the reference. */
export class NodeSums {
  readonly #dim: number;
  readonly #layout: MonomialIndex;
  /** a_last^j / j!, for the last variable. */
  readonly #powers: Float64Array;
  /** The monomials of the other variables, divided by their factorials. */
  readonly #rowFactor: Float64Array;
  /** `#rowSums[r]`: for each row, the sum of the moments, raised r times along the last axis, times the powers. */
  readonly #rowSums: readonly Float64Array[];
  #mass = 0;
  readonly #first: Float64Array;
  readonly #second: Float64Array;
  readonly #third: Float64Array;

  constructor(dim: number, layout: MonomialIndex) {
    this.#dim = dim;
    this.#layout = layout;
    this.#powers = new Float64Array(layout.degree + 1).fill(1);
    this.#rowFactor = new Float64Array(layout.rows.length).fill(1);
    this.#rowSums = [0, 1, 2, 3].map(() => new Float64Array(layout.rows.length));
    this.#first = new Float64Array(dim);
    this.#second = new Float64Array(dim * dim);
    this.#third = new Float64Array(dim);
  }

  /**
   * The sums of p(a . b) and of its derivatives with respect to a, where the polynomial p of a degree stands for exp.
   * @param series the coefficients of s^k / k! in p
   */
  evaluate(moments: Float64Array, series: Float64Array, a: Float64Array, degree: number, order: MomentOrder): void {
    const dim = this.#dim;
    const { rows } = this.#layout;
    const powers = this.#powers;
    const last = a[dim - 1];
    for (let j = 1; j <= degree; j++) powers[j] = (powers[j - 1] * last) / j;
    this.#sumRows(moments, series, last, degree);
    // No monomial is divided by a variable that is 0.
    for (let raised = last === 0 ? 1 : 2; raised <= order; raised++)
      this.#sumRaisedRows(moments, series, raised, degree);
    const rowFactor = this.#rowFactor;
    for (let row = 1; row < rows.count[degree]; row++) {
      rowFactor[row] = (rowFactor[rows.parent[row]] * a[rows.axis[row]]) / rows.power[row];
    }
    this.#mass = this.#raisedSum(degree, 0, -1, -1, -1);
    if (order === 0) return;
    for (let i = 0; i < dim; i++) {
      this.#first[i] = this.#raisedSum(degree, 1, i, -1, -1);
      if (order === 1) continue;
      for (let j = i; j < dim; j++) this.#second[i * dim + j] = this.#raisedSum(degree, 2, i, j, -1);
      if (order === 2) continue;
      this.#third[i] = 0;
      for (let j = 0; j < dim; j++) this.#third[i] += this.#raisedSum(degree, 3, i, j, j);
    }
  }

  /**
   * For each row, the sum of moments times powers times the series; and the same sum raised along the last axis. The latter is the
   * derivative with respect to that variable, whose terms are j / last times those of the former.
   */
  #sumRows(moments: Float64Array, series: Float64Array, last: number, degree: number): void {
    const { rows, rowStart, rowDegree } = this.#layout;
    const powers = this.#powers;
    const [rowSums, raisedSums] = this.#rowSums;
    const count = rows.count[degree];
    for (let row = 0; row < count; row++) {
      const start = rowStart[row];
      const lowest = rowDegree[row];
      const length = degree - lowest + 1;
      let sum = 0;
      let derivative = 0;
      for (let j = 0; j < length; j++) {
        const term = powers[j] * series[lowest + j] * moments[start + j];
        sum += term;
        derivative += j * term;
      }
      rowSums[row] = sum;
      raisedSums[row] = derivative / last;
    }
  }

  /** The row sums raised this many times along the last axis, computed term by term. */
  #sumRaisedRows(moments: Float64Array, series: Float64Array, raised: number, degree: number): void {
    const { rows, rowStart, rowDegree } = this.#layout;
    const powers = this.#powers;
    const rowSums = this.#rowSums[raised];
    const count = rows.count[degree - raised];
    for (let row = 0; row < count; row++) {
      const start = rowStart[row] + raised;
      const lowest = rowDegree[row] + raised;
      let sum = 0;
      for (let j = 0; j <= degree - lowest; j++) sum += powers[j] * series[lowest + j] * moments[start + j];
      rowSums[row] = sum;
    }
  }

  /** The sum over rows of the moments raised along each of the axes i, j and k; -1 stands for no axis. */
  #raisedSum(degree: number, times: number, i: number, j: number, k: number): number {
    const last = this.#dim - 1;
    const count = this.#layout.rows.count[degree - times];
    const rowFactor = this.#rowFactor;
    const alongLast = (i === last ? 1 : 0) + (j === last ? 1 : 0) + (k === last ? 1 : 0);
    const rowSums = this.#rowSums[alongLast];
    let sum = 0;
    if (alongLast === times) {
      for (let row = 0; row < count; row++) sum += rowFactor[row] * rowSums[row];
      return sum;
    }
    const { raised } = this.#layout.rows;
    for (let row = 0; row < count; row++) {
      let at = row;
      if (i >= 0 && i < last) at = raised[i][at];
      if (j >= 0 && j < last) at = raised[j][at];
      if (k >= 0 && k < last) at = raised[k][at];
      sum += rowFactor[row] * rowSums[at];
    }
    return sum;
  }

  /** Adds the sums around the reference, where u = center + b. */
  addTo(sums: KernelMoments, factor: number, center: Float64Array, square: number): void {
    const dim = this.#dim;
    const [mass, first, second] = [this.#mass, this.#first, this.#second];
    sums.mass += factor * mass;
    if (sums.order === 0) return;
    for (let i = 0; i < dim; i++) sums.first[i] += factor * (center[i] * mass + first[i]);
    if (sums.order === 1) return;
    for (let i = 0; i < dim; i++) {
      for (let j = i; j < dim; j++) {
        sums.second[i * dim + j] +=
          factor * (center[i] * center[j] * mass + center[i] * first[j] + center[j] * first[i] + second[i * dim + j]);
      }
    }
    if (sums.order === 2) return;
    let trace = 0;
    let along = 0;
    for (let j = 0; j < dim; j++) {
      trace += second[j * dim + j];
      along += center[j] * first[j];
    }
    for (let i = 0; i < dim; i++) {
      let cross = 0;
      for (let j = 0; j < dim; j++) cross += center[j] * second[Math.min(i, j) * dim + Math.max(i, j)];
      sums.third[i] +=
        factor *
        (square * (center[i] * mass + first[i]) + 2 * (center[i] * along + cross) + center[i] * trace + this.#third[i]);
    }
  }
}
