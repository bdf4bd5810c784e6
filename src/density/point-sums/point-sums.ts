import type { PosteriorSums } from "../blurred/kernel-moments.ts";
import { type CallPlan, type PointSet, type PointsPlan, planCall, planPoints } from "./points-plan.ts";
import { fitsInMemory, PointsTeam, sharedTeam } from "./points-team.ts";
import { type QueryBlocks, queryBlocks } from "./query-blocks.ts";

/** Pairs of a point and a query that are worth waking other threads up. */
const WORTH_WAKING = 1e7;

/**
 * Sums over points at many queries at once, in WebAssembly on all processors: assembly/points.ts.
 *
 * Queries near each other are a block. For each block the tree of the points is walked from the nearest node outwards, and a node
 * is left out where all of it is too light for all of the block's queries; taken as a whole where a polynomial of at most 700
 * terms is exact enough and has fewer of them than three for each point; or else opened, and in the end summed point by point: by
 * the difference x - y, so that nothing cancels, two points at a time. So the choice between the tree, the expansions and all pairs
 * is made for each node and block, by the number of operations. A block is one thread's: the same bytes for any number of threads.
 */
export class PointSums {
  readonly #set: PointSet;
  readonly #own: number | undefined;
  #plan: PointsPlan | undefined;
  #team: PointsTeam | undefined;

  /** @param threads by default those that all share, one for each processor */
  constructor(set: PointSet, { threads }: { readonly threads?: number } = {}) {
    this.#set = set;
    this.#own = threads;
  }

  /**
   * The sums at queries, all of them finite; null where there is no memory for them.
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

  /** Ends threads of its own. */
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

  /** The points only where others are there. */
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
