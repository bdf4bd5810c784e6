import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** Tests that run notebooks, JupyterLab or a browser: a few minutes, and each wants the machine for itself. */
const slow: string[] = ["test/browser/**/*.test.ts", "test/notebooks/**/*.test.ts", "test/**/*.slow.test.ts"];

export default defineConfig({
  test: {
    reporters: ["default", "./test/support/count-reporter.ts"],
    projects: [
      {
        test: {
          name: "fast",
          include: ["test/**/*.test.ts"],
          exclude: slow,
          testTimeout: 120_000,
          // Files of one worker share its modules, which saves a second of each: what a file changes for all, it puts back.
          isolate: false,
          setupFiles: ["./test/support/fixed-properties.ts", "./test/support/models-on-disk.ts"],
          // By default one core is left free, which on two would mean one file at a time.
          maxWorkers: Math.max(2, availableParallelism() - 1),
          sequence: { groupOrder: 0 },
        },
      },
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
