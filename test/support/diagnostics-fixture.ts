import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../src/project.ts";

export interface DiagnosedChains {
  readonly name: string;
  readonly chains: number;
  readonly draws: Float64Array;
  readonly splitRHat: number | null;
  readonly rankNormalisedRHat: number | null;
  readonly effectiveSampleSize: number | null;
  readonly bulk: number | null;
  readonly tail: number | null;
}

interface DiagnosticsFixture {
  readonly chains: readonly DiagnosedChains[];
  readonly kolmogorovSmirnov: readonly { readonly sample: readonly number[]; readonly pValue: number }[];
  readonly chiSquared: readonly {
    readonly counts: readonly number[];
    readonly expected: readonly number[];
    readonly pValue: number;
  }[];
}

/** The results of arviz and SciPy, which `mcmc-diagnostics.py` writes. */
export function diagnosticsFixture(): DiagnosticsFixture {
  const path = join(projectRoot(), "test/fixtures/mcmc-diagnostics.json");
  const fixture = JSON.parse(readFileSync(path, "utf8"));
  return {
    ...fixture,
    chains: fixture.chains.map((one: { draws: number[] }) => ({ ...one, draws: Float64Array.from(one.draws) })),
  };
}
