import { join } from "node:path";
import { projectRoot } from "../project.ts";
import { run } from "./processes/run.ts";

/** The result of loading ONNX Runtime. */
export interface OnnxEngine {
  /** "ONNX Runtime 1.30.0". */
  readonly name?: string;
  /** The reason why ONNX Runtime cannot be used, as a part of a sentence. */
  readonly problem?: string;
}

/**
 * Loads ONNX Runtime and lets it compute, in a separate process, because a failure of the native library can end the
 * process.
 */
export async function findOnnxEngine(): Promise<OnnxEngine> {
  const { status, stdout } = await run(process.execPath, [join(projectRoot(), "dist", "cli", "onnx-probe.js")]);
  const answer = stdout.split("\n").findLast((line) => line.startsWith('{"'));
  if (answer) return JSON.parse(answer);
  return { problem: `loading it ended Node with ${status === null ? "a signal" : `status ${status}`}` };
}
