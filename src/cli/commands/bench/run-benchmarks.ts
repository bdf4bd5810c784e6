import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Benchmark, Size } from "../../../bench/benchmark.ts";
import { type MeasuredComparison, measure } from "../../../bench/measure.ts";
import { Peer, unhinderedEnvironment } from "../../../bench/peer.ts";
import { projectRoot } from "../../../project.ts";
import { describeEnvironment } from "../../jupyter/environment/environment.ts";
import { startProgress } from "../../output/progress.ts";
import { run } from "../../processes/run.ts";

export interface MeasuredBenchmark {
  readonly id: string;
  readonly title: string;
  readonly what: string;
  readonly comparisons: readonly MeasuredComparison[];
}

/** The Python with whose packages scorebook is compared. */
export interface PeerPython {
  readonly python: string;
  /**
   * "Python 3.11.2, NumPy 2.4.6 with openblas 0.3.31 for SkylakeX on 2 threads, SciPy 1.17.1", followed by the optional packages that are
   * installed.
   */
  readonly versions: string;
}

const INSTALL = "-m pip install -r jupyter/bench-requirements.txt";
const VERSIONS = `import platform, numpy
from importlib.metadata import version, PackageNotFoundError
blas = ""
try:
    from threadpoolctl import threadpool_info
    for one in threadpool_info():
        if one["user_api"] == "blas":
            blas = f" with {one['internal_api']} {one['version']} for {one.get('architecture')} on {one['num_threads']} threads"
except ImportError:
    pass
import scipy
print(f"Python {platform.python_version()}, NumPy {numpy.__version__}{blas}, SciPy {scipy.__version__}", end="")
for name, package in (("JAX", "jax"), ("PyTorch", "torch"), ("blackjax", "blackjax"), ("NGSolve", "ngsolve")):
    try:
        print(f", {name} {version(package)}", end="")
    except PackageNotFoundError:
        pass`;

/** The project's Python environment if it has NumPy and SciPy; otherwise a sentence that says how to install them. */
export async function findPeers(): Promise<PeerPython | string> {
  const { python } = describeEnvironment(projectRoot());
  if (!existsSync(python))
    return `there is no Python environment; run npx scorebook setup, then .venv/bin/python ${INSTALL}`;
  const { status, stdout } = await run(python, ["-c", VERSIONS], { env: unhinderedEnvironment() });
  return status === 0
    ? { python, versions: stdout.trim() }
    : `NumPy or SciPy is missing; run .venv/bin/python ${INSTALL}`;
}

/**
 * Measures benchmarks one after the other, with progress on standard error. If no peers are installed, only scorebook
 * is measured.
 * @param tell is called with each benchmark as soon as it is measured, so that an interrupted run keeps its results
 */
export async function runBenchmarks(
  chosen: readonly Benchmark[],
  peers: PeerPython | null,
  size: Size,
  repeats: number,
  tell: (measured: MeasuredBenchmark) => Promise<void> = async () => {},
): Promise<MeasuredBenchmark[]> {
  let progress = startProgress("bench", chosen.length);
  const measured: MeasuredBenchmark[] = [];
  try {
    for (const { id, title, what, alone, comparisons } of chosen) {
      progress.begin(id);
      const script = join(projectRoot(), "jupyter", "bench", `${id.replaceAll("-", "_")}.py`);
      const peer = peers && !alone ? new Peer(peers.python, script) : null;
      try {
        const results: MeasuredComparison[] = [];
        for await (const comparison of comparisons(size, peer)) results.push(await measure(comparison, repeats));
        measured.push({ id, title, what, comparisons: results });
      } finally {
        peer?.end();
      }
      progress.finish(id);
      // The bar is removed while the result is printed.
      progress.stop();
      await tell(measured[measured.length - 1]);
      progress = startProgress("bench", chosen.length, { from: measured.length });
    }
  } finally {
    progress.stop();
  }
  return measured;
}
