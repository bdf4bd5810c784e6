import { existsSync } from "node:fs";
import { join } from "node:path";
import { distIsFresh, hashFile } from "../../scripts/source-hash.mjs";
import { projectRoot } from "../../src/project.ts";

/**
 * Checks that dist/ is fresh, for tests that use it.
 * @throws Error with one sentence if dist/ was not built from the present sources
 */
export function needFreshDist(root: string = projectRoot()): void {
  if (!existsSync(join(root, "dist", hashFile))) {
    throw new Error("dist/ has not been built: run `npm run build`, then the tests again.");
  }
  if (!distIsFresh(root)) {
    throw new Error(
      "dist/ was built from other sources than those in src/: run `npm run build`, then the tests again.",
    );
  }
}
