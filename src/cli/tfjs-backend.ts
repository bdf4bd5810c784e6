import { run } from "./jupyter/run.ts";

/** What became of loading @tensorflow/tfjs-node. */
export type TfjsBackend =
  | { readonly state: "loads"; readonly version: string; readonly backend: string }
  | { readonly state: "not installed" }
  | { readonly state: "fails"; readonly reason: string };

// Node 23 removed two functions of node:util that tfjs-node still calls.
const script = String.raw`
const util = require("node:util");
util.isNullOrUndefined ??= (value) => value === null || value === undefined;
util.isArray ??= Array.isArray;
try {
  require.resolve("@tensorflow/tfjs-node/package.json");
} catch {
  console.log(JSON.stringify({ state: "not installed" }));
  process.exit();
}
try {
  const tf = require("@tensorflow/tfjs-node");
  console.log(JSON.stringify({ state: "loads", version: tf.version["tfjs-node"] ?? tf.version.tfjs, backend: tf.getBackend() }));
} catch (error) {
  // Its install script downloads a native library; where that failed the package is there without it.
  const incomplete = error.message.includes("tfjs_binding.node) can not be found");
  const reason = incomplete ? "its native library was not downloaded" : error.message.split("\n")[0];
  console.log(JSON.stringify({ state: "fails", reason }));
}`;

/**
 * Tries to load tfjs-node, in a process of its own: it loads a native library, which can fail in every way.
 * @param root where node_modules is
 */
export async function findTfjsBackend(root: string): Promise<TfjsBackend> {
  const { status, stdout } = await run(process.execPath, ["--eval", script], {
    cwd: root,
    // Its library greets on standard error, and some versions on standard output, unless told not to.
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: "3", NODE_NO_WARNINGS: "1" },
  });
  const answer = stdout.split("\n").findLast((line) => line.startsWith('{"state":'));
  return answer ? JSON.parse(answer) : { state: "fails", reason: `it ended Node with status ${status}` };
}
