import { join } from "node:path";
import { projectRoot } from "../project.ts";
import { run } from "./processes/run.ts";

/** The result of loading TensorFlow.js. */
export interface TfjsBackend {
  /** Which backend is in use: "native", "wasm" or "cpu". */
  readonly backend?: string;
  /** "TensorFlow.js 4.22.0, backend wasm (SIMD)". */
  readonly description?: string;
  /** Why the native backend is not in use, if it was tried. */
  readonly nativeProblem?: string;
  /** Why no backend is in use, and how to change that. */
  readonly problem?: string;
}

/**
 * Loads TensorFlow.js as the project does, in a separate process, because a failure of the native library can end the
 * process.
 * @param root where node_modules is, with @tensorflow/tfjs-node
 */
export async function findTfjsBackend(root: string): Promise<TfjsBackend> {
  const probe = join(projectRoot(), "dist", "cli", "tfjs-probe.js");
  const { status, stdout } = await run(process.execPath, [probe, join(root, "package.json")], {
    env: { ...process.env, NODE_NO_WARNINGS: "1" },
  });
  // Some versions of the native library print a greeting on standard output.
  const answer = stdout.split("\n").findLast((line) => line.startsWith('{"'));
  if (answer) return JSON.parse(answer);
  const end = status === null ? "a signal" : `status ${status}`;
  return { problem: `loading it ended Node with ${end}; set SCOREBOOK_TFJS=wasm to do without the native library` };
}
