// A hash of all that dist/ is built from. The build writes it into dist/, and the tests compare, so that nobody tests old code.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const files = [
  "scripts/build.mjs",
  "scripts/notices.mjs",
  "scripts/kernel.mjs",
  "jupyter/lab-extension/figures.js",
  "tsconfig.json",
  "tsconfig.build.json",
  // Other versions of the packages that are bundled.
  "package-lock.json",
];

/** Where the build writes the hash, in dist/. */
export const hashFile = "sources.sha256";

/** The hash of the names and contents of src/, assembly/ and the files that say how to build. */
export function sourceHash(root) {
  const hash = createHash("sha256");
  for (const path of [...filesIn(root, "src"), ...filesIn(root, "assembly"), ...files]) {
    const bytes = readFileSync(join(root, path));
    hash.update(`${path} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest("hex");
}

/** Whether dist/ was built, to its end, from the present sources. */
export function distIsFresh(root) {
  const file = join(root, "dist", hashFile);
  return existsSync(file) && readFileSync(file, "utf8").trim() === sourceHash(root);
}

/** Paths from the root with forward slashes, in an order that is the same on every machine; nothing that the build writes. */
function filesIn(root, folder) {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  const paths = entries.flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (path === "assembly/generated") return [];
    return entry.isDirectory() ? filesIn(root, path) : [path];
  });
  return paths.sort();
}
