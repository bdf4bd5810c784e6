import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** Tests that run notebooks, JupyterLab or a browser: a few minutes, and each wants the machine for itself. */
const slow: string[] = ["test/browser/**/*.test.ts", "test/notebooks/**/*.test.ts", "test/**/*.slow.test.ts"];

/** Tests that put others in the place of modules, or forget modules: what a worker has loaded already would stay as it is. */
const replacing: string[] = readdirSync("test", { recursive: true, encoding: "utf8" })
  .filter((name) => /(?<!slow)\.test\.ts$/.test(name))
  .map((name) => `test/${name.replaceAll("\\", "/")}`)
  .filter((file) => /vi\.(mock|doMock|resetModules)\(/.test(readFileSync(file, "utf8")));

/** What all fast tests have in common. By default one core is left free, which on two would mean one file at a time. */
const fast = {
  testTimeout: 120_000,
  setupFiles: ["./test/support/fixed-properties.ts", "./test/support/models-on-disk.ts"],
  maxWorkers: Math.max(2, availableParallelism() - 1),
  sequence: { groupOrder: 0 },
};

export default defineConfig({
  test: {
    reporters: ["default", "./test/support/count-reporter.ts"],
    projects: [
      {
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
        test: {
          name: "slow",
          include: slow,
          // Sets Jupyter up, so that `npm test` works right after `npm ci`.
          globalSetup: ["test/support/jupyter-setup.ts"],
          setupFiles: ["./test/support/models-on-disk.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // After the fast ones, one file at a time: what is measured in seconds must not wait for its neighbours.
          sequence: { groupOrder: 1 },
          maxWorkers: 1,
        },
      },
    ],
  },
});
