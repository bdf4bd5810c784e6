// `npm run test:quick`: types, lint, and the tests of what changed since the last commit, or in it where nothing has.
// Types and lint are checked everywhere. Of the tests come those that changed, those that mirror a source that changed or
// import it, and that of the layers; not those that are known to take longer than a few seconds, which are named.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";

/** Seconds: a file of tests that took longer when it was run last is left to `npm test`. */
const LONGEST = 5;
/** Seconds that all of them together may have taken. */
const LONGEST_OF_ALL = 20;
/** Seconds that a file is taken to need that has not been run here yet. */
const UNKNOWN = 2;
const ALWAYS = "test/architecture.test.ts";

const root = join(import.meta.dirname, "..");

const changed = changedFiles();
const { chosen, left } = choose(testsOf(changed));
console.log(`${changed.length} files changed, ${chosen.length} files of tests for them.`);
const programs = {
  typecheck: ["node_modules/typescript/bin/tsc", "--noEmit"],
  lint: ["node_modules/@biomejs/biome/bin/biome", "check", "."],
  tests: [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--project",
    "fast",
    "--project",
    "apart",
    "--reporter",
    "dot",
    ...chosen,
  ],
};
const failed = [];
await Promise.all(Object.entries(programs).map(([name, args]) => run(name, args)));
for (const file of left) console.log(`left to npm test, since it takes longer: ${file}`);
if (failed.length > 0) {
  console.log(`Failed: ${failed.join(", ")}.`);
  process.exitCode = 1;
}

/** Files that differ from the last commit; where there are none, those that it changed. */
function changedFiles() {
  const git = (...args) => execFileSync("git", args, { cwd: root, encoding: "utf8" }).split("\n").filter(Boolean);
  const now = [...git("diff", "--name-only", "HEAD"), ...git("ls-files", "--others", "--exclude-standard")];
  return now.length > 0 ? now : git("show", "--name-only", "--format=", "HEAD");
}

/** The tests of the fast project that mirror a file, import it, or are it. */
function testsOf(files) {
  const tests = readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" })
    .map((path) => `test/${path.replaceAll("\\", "/")}`)
    .filter((path) => path.endsWith(".test.ts") && !/^test\/(browser|notebooks)\/|\.slow\.test\.ts$/.test(path));
  const wanted = new Set(files);
  return tests.filter((path) => path === ALWAYS || wanted.has(path) || importsOf(path).some((one) => wanted.has(one)));
}

/** What a file of tests imports, and the source that it mirrors. */
function importsOf(path) {
  const direct = (file) =>
    [...readFileSync(join(root, file), "utf8").matchAll(/from "(\.[^"]+)"/g)].map(([, specifier]) =>
      posix.join(posix.dirname(file), specifier),
    );
  const own = direct(path);
  return [path.replace(/^test\/(.*)\.test\.ts$/, "src/$1.ts"), ...own];
}

/** Those that are quick by what is known of the last run, and the others. */
function choose(tests) {
  const seconds = lastDurations();
  const sorted = [...tests].sort((a, b) => (seconds.get(a) ?? 0) - (seconds.get(b) ?? 0));
  const [chosen, left] = [[], []];
  let total = 0;
  for (const test of sorted) {
    const own = seconds.get(test) ?? UNKNOWN;
    total += own;
    const quick = test === ALWAYS || (own <= LONGEST && total <= LONGEST_OF_ALL);
    (quick ? chosen : left).push(test);
  }
  return { chosen, left };
}

/** Seconds that each file of tests took when it was run last, as vitest keeps them. */
function lastDurations() {
  const cache = join(root, "node_modules", ".vite", "vitest");
  const durations = new Map();
  if (!existsSync(cache)) return durations;
  for (const folder of readdirSync(cache)) {
    const file = join(cache, folder, "results.json");
    if (!existsSync(file)) continue;
    for (const [name, { duration }] of JSON.parse(readFileSync(file, "utf8")).results) {
      durations.set(name.replace(/^fast:/, ""), duration / 1000);
    }
  }
  return durations;
}

async function run(name, args) {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stdout.on("data", (chunk) => (said += chunk));
  child.stderr.on("data", (chunk) => (said += chunk));
  const status = await new Promise((resolve) => child.on("close", resolve));
  if (status === 0) return;
  failed.push(name);
  process.stdout.write(said);
}
