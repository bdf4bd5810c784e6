import type { PosteriorSums } from "../blurred/kernel-moments.ts";
import { type CallPlan, type PointSet, type PointsPlan, planCall, planPoints } from "./points-plan.ts";
import { fitsInMemory, PointsTeam, sharedTeam } from "./points-team.ts";
import { type QueryBlocks, queryBlocks } from "./query-blocks.ts";

/** The number of pairs of a point and a query from which on it pays to wake other threads. */
const WORTH_WAKING = 1e7;

/**
 * Sums over points at many queries at once, in WebAssembly on all processors: assembly/points.ts.
 *
 * Queries near each other form a block. For each block the tree of the points is walked from the nearest node outwards. A node
 * is left out where its whole weight is negligible for all queries of the block. A node is taken as a whole where a polynomial
 * of at most 700 terms is exact enough and has fewer than three terms for each point. Any other node is opened, and its leaves
 * are summed point by point, two points at a time, from the differences x - y, so that nothing cancels. The number of operations
 * thus decides, for each node and block, between the tree, the expansions and all pairs. One thread sums each block, so that the
 * bytes are the same for any number of threads.
 */
export class PointSums {
  readonly #set: PointSet;
  readonly #own: number | undefined;
  #plan: PointsPlan | undefined;
  #team: PointsTeam | undefined;

  /** @param threads the number of threads of its own; by default it uses the shared team, which has one thread for each processor */
  constructor(set: PointSet, { threads }: { readonly threads?: number } = {}) {
    this.#set = set;
    this.#own = threads;
  }

  /**
   * The sums at queries, which must be finite; null where the memory for them is not available.
   * @param queries shape (m, d)
   * @param order 0 for masses only
   */
  at(queries: Float64Array, order: 0 | 1): PosteriorSums | null {
    const { tree, sigma } = this.#set;
    const blocks = queryBlocks(queries, tree.dim, sigma);
    this.#plan ??= planPoints(this.#set);
    const threads = this.#own ?? sharedTeam(0).threads;
    const call = planCall(this.#plan, blocks, order, threads);
    if (!fitsInMemory(call.end)) return null;
    const team = this.#teamFor(call.end);
    if ((queries.length / tree.dim) * this.#set.shares.length >= WORTH_WAKING) team.call();
    this.#write(team, this.#plan, call);
    team.kernel.evaluate();
    return this.#read(team, blocks, call, order);
  }

  /** Stops the threads that belong to these sums alone. */
  close(): void {
    this.#team?.stop();
  }

  #teamFor(bytes: number): PointsTeam {
    if (this.#own === undefined) return sharedTeam(bytes);
    if (!this.#team || this.#team.bytes < bytes) {
      this.#team?.stop();
      this.#team = new PointsTeam(this.#own, bytes);
    }
    return this.#team;
  }

  /** Writes the call's plan, and the points too unless they are already in memory. */
  #write(team: PointsTeam, plan: PointsPlan, call: CallPlan): void {
    if (team.owner !== this) {
      team.owner = undefined;
      team.clear([...plan.expansions.places].filter((place) => place !== 0));
      team.write(plan.writes);
      team.owner = this;
    }
    team.write(call.writes);
  }

  #read(team: PointsTeam, { order }: QueryBlocks, call: CallPlan, moments: 0 | 1): PosteriorSums {
    const { dim } = this.#set.tree;
    const count = order.length;
    const masses = team.read(call.masses, count);
    const shifts = team.read(call.shifts, count);
    const firsts = team.read(call.moments, moments * count * dim);
    const logMass = new Float64Array(count);
    const shift = new Float64Array(firsts.length);
    for (let k = 0; k < count; k++) {
      const i = order[k];
      logMass[i] = shifts[k] + Math.log(masses[k]);
      if (moments === 0) continue;
      for (let a = 0; a < dim; a++) shift[i * dim + a] = firsts[k * dim + a] / masses[k];
    }
    return { logMass, shift };
  }
}
