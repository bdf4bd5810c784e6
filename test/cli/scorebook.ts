import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { projectRoot } from "../../src/project.ts";
import { needFreshDist } from "../support/fresh-dist.ts";

needFreshDist();

export const program: string = join(projectRoot(), "dist", "cli", "main.js");

export interface CommandResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command, as a user does, in `cwd`. */
export function scorebook(args: readonly string[], cwd: string = projectRoot()): CommandResult {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd,
    encoding: "utf8",
    env: { ...process.env, DEBUG: "", NO_COLOR: "1" },
    maxBuffer: 64 * 1024 * 1024,
  });
  return { status, stdout, stderr };
}
