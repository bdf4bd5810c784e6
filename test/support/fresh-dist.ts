import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { hashFile, sourceHash } from "../../scripts/source-hash.mjs";
import { projectRoot } from "../../src/project.ts";

/**
 * Checks that dist/ is fresh, for tests that use it.
 * @throws Error with one sentence if dist/ was not built from the present sources
 */
export function needFreshDist(root: string = projectRoot()): void {
  const file = join(root, "dist", hashFile);
  if (!existsSync(file)) throw new Error("dist/ has not been built: run `npm run build`, then the tests again.");
  if (readFileSync(file, "utf8").trim() !== sourceHash(root)) {
    throw new Error(
      "dist/ was built from other sources than those in src/: run `npm run build`, then the tests again.",
    );
  }
}
