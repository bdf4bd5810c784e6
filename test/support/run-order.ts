import { relative } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The files that take longest, from half a minute to several minutes on two quiet cores, the longest first. */
const LONGEST: readonly string[] = [
  "test/notebooks/committed.test.ts",
  "test/browser/jupyterlab.test.ts",
  "test/cli/commands/sweep/runners.slow.test.ts",
  "test/autoencoder/retraining.slow.test.ts",
  "test/autoencoder/fit/gates.slow.test.ts",
  "test/cli/commands/sweep/sweep.test.ts",
  "test/documentation.test.ts",
];

/** These use what the tests of the claims have measured, and would have to measure it again if they came before them. */
const LAST: readonly string[] = ["test/notebooks/own-density.test.ts", "test/documentation.slow.test.ts"];

/** Fast files share the modules of a worker, which lasts only as long as no other project's file comes between them. */
const PROJECTS: readonly string[] = ["slow", "apart", "fast", "timed"];

/**
 * Begins with the files that take longest, so that no worker is left with one of them while the others have nothing to do:
 * the slow project before the fast one, and within each what took longest when it was run here last.
 */
export default class RunOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const byDuration = await super.sort(files);
    const places = new Map(byDuration.map((file, place) => [file, this.#place(file, place)]));
    return byDuration.sort((a, b) => compare(places.get(a) ?? [], places.get(b) ?? []));
  }

  /** Numbers by which files are sorted, the first one that differs deciding. */
  #place(file: TestSpecification, byDuration: number): number[] {
    const path = relative(this.ctx.config.root, file.moduleId).replaceAll("\\", "/");
    const among = LONGEST.indexOf(path);
    return [
      LAST.indexOf(path) + 1,
      PROJECTS.indexOf(file.project.name),
      among < 0 ? LONGEST.length : among,
      byDuration,
    ];
  }
}

function compare(a: readonly number[], b: readonly number[]): number {
  const differing = a.findIndex((value, i) => value !== b[i]);
  return differing < 0 ? 0 : a[differing] - b[differing];
}
