import { relative } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The files that take longest, from half a minute to several minutes on two quiet cores, the longest first. */
const LONGEST: readonly string[] = [
  "test/notebooks/committed.test.ts",
  "test/browser/jupyterlab.test.ts",
  "test/cli/commands/sweep/runners.slow.test.ts",
  "test/autoencoder/retraining.slow.test.ts",
  "test/autoencoder/fit/gates.slow.test.ts",
  "test/reconstruction/plane/energies-in-the-plane.test.ts",
  "test/autoencoder/plans/noise-level-models.test.ts",
  "test/cli/commands/sweep/sweep.test.ts",
  "test/reconstruction/plane/rcae-2d.test.ts",
  "test/documentation.test.ts",
];

/** The tests of claims, which keep the reports of the claims. They begin the fast project. */
const CLAIMS = "test/claims/";

/**
 * The files that use these reports: if they ran before the tests of the claims, they would have to measure the claims again. They come after
 * the longest fast files and not at the end, because one of them takes a minute. The one that needs all reports is the last of them.
 */
const WITH_REPORTS: readonly string[] = ["test/notebooks/own-density.test.ts", "test/documentation.slow.test.ts"];

/** The order of the projects. Fast files share the modules of a worker, which ends if a file of another project comes between them. */
const PROJECTS: readonly string[] = ["slow", "apart", "fast", "timed"];

/**
 * Runs the files that take longest first, so that no worker runs one of them at the end while the others are idle. The slow project comes
 * before the fast one, which begins with the tests of claims. The other files of a project are sorted by their time in the last run on
 * this machine.
 */
export default class RunOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const byDuration = await super.sort(files);
    const places = new Map(byDuration.map((file, place) => [file, this.#place(file, place)]));
    return byDuration.sort((a, b) => compare(places.get(a) ?? [], places.get(b) ?? []));
  }

  /** The numbers by which files are sorted. The first number that differs decides. */
  #place(file: TestSpecification, byDuration: number): number[] {
    const path = relative(this.ctx.config.root, file.moduleId).replaceAll("\\", "/");
    const [among, withReports] = [LONGEST.indexOf(path), WITH_REPORTS.indexOf(path)];
    const project = PROJECTS.indexOf(withReports < 0 ? file.project.name : "fast");
    if (path.startsWith(CLAIMS)) return [project, -1, byDuration];
    if (among >= 0) return [project, among, byDuration];
    return withReports >= 0 ? [project, LONGEST.length, withReports] : [project, LONGEST.length + 1, byDuration];
  }
}

function compare(a: readonly number[], b: readonly number[]): number {
  const differing = a.findIndex((value, i) => value !== b[i]);
  return differing < 0 ? 0 : a[differing] - b[differing];
}
