import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { nativeSources } from "./test/support/native-sources.ts";
import RunOrder from "./test/support/run-order.ts";

/** Tests that run notebooks, JupyterLab or a browser, or compute for a minute. */
const slow: string[] = ["test/browser/**/*.test.ts", "test/notebooks/**/*.test.ts", "test/**/*.slow.test.ts"];

/** Slow tests of how fast something is for who looks at it: nothing else may run meanwhile. */
const timed: string[] = ["test/browser/core.test.ts", "test/book/explore-speed.slow.test.ts"];

/** Tests that put others in the place of modules, or forget modules: what a worker has loaded already would stay as it is. */
const replacing: string[] = readdirSync("test", { recursive: true, encoding: "utf8" })
  .filter((name) => /(?<!slow)\.test\.ts$/.test(name))
  .map((name) => `test/${name.replaceAll("\\", "/")}`)
  .filter((file) => /vi\.(mock|doMock|resetModules)\(/.test(readFileSync(file, "utf8")));

/**
 * What all tests have in common. Slow and fast ones run beside each other. One file more than there are cores, since the slow ones often
 * wait for a kernel, a browser or a server.
 */
const common = {
  maxWorkers: availableParallelism() + 1,
  // Numerical tests make many short-lived arrays: with more room for them, and without threads that collect beside the
  // computation, plane problems take a tenth less of the processors' time.
  execArgv: ["--max-semi-space-size=64", "--single-threaded-gc"],
};

/** Not where modules are replaced, which Node itself does not allow, and not while Vitest waits for changes of src/. */
const plugins = process.argv.includes("run") ? [nativeSources()] : [];

/** What all fast tests have in common. */
const fast = {
  ...common,
  testTimeout: 120_000,
  setupFiles: ["./test/support/fixed-properties.ts", "./test/support/models-on-disk.ts"],
};

export default defineConfig({
  test: {
    reporters: ["default", "./test/support/count-reporter.ts"],
    sequence: { sequencer: RunOrder },
    projects: [
      {
        plugins,
        test: {
          ...fast,
          name: "fast",
          include: ["test/**/*.test.ts", "packages/*/test/**/*.test.ts"],
          exclude: [...slow, ...replacing],
          // Files of one worker share its modules, which saves a second of each: what a file changes for all, it puts back.
          isolate: false,
        },
      },
      { test: { ...fast, name: "apart", include: replacing, exclude: slow } },
      {
        plugins,
        test: {
          ...common,
          name: "slow",
          include: slow,
          exclude: timed,
          // Sets Jupyter up, so that `npm test` works right after `npm ci`.
          globalSetup: ["test/support/jupyter-setup.ts"],
          setupFiles: ["./test/support/models-on-disk.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // As in the fast project.
          isolate: false,
        },
      },
      {
        plugins,
        test: {
          ...common,
          name: "timed",
          include: timed,
          setupFiles: ["./test/support/models-on-disk.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // After all others, one file at a time.
          sequence: { groupOrder: 1 },
          maxWorkers: 1,
        },
      },
    ],
  },
});
