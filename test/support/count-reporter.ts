import type { Reporter, TestModule } from "vitest/node";

/** The number of test files that are named at the end of a run. */
const NAMED = 5;

/**
 * Ends a run with the files that took longest, and with the counts in one plain line, for programs that read the log.
 */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    let passed = 0;
    // A file that could not be loaded counts as one failure, and so does an error outside any test.
    let failed = unhandledErrors.length;
    for (const module of modules) {
      const tests = [...module.children.allTests()];
      passed += tests.filter((test) => test.result().state === "passed").length;
      failed += tests.filter((test) => test.result().state === "failed").length;
      if (module.state() === "failed" && !tests.some((test) => test.result().state === "failed")) failed += 1;
    }
    process.stdout.write(`${longest(modules)}\n${passed} passed, ${failed} failed\n`);
  }
}

/** One line with the files that took longest and their times in seconds. */
function longest(modules: readonly TestModule[]): string {
  const seconds = modules.map((module) => ({ path: module.relativeModuleId, seconds: duration(module) / 1000 }));
  const named = seconds.sort((a, b) => b.seconds - a.seconds).slice(0, NAMED);
  return `longest files: ${named.map((file) => `${file.path} ${file.seconds.toFixed(1)} s`).join(", ")}`;
}

/** The time in milliseconds for loading a file, for its hooks and for its tests. */
function duration(module: TestModule): number {
  const { collectDuration, setupDuration, duration: running } = module.diagnostic();
  return collectDuration + setupDuration + running;
}
