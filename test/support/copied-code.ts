import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { transform } from "esbuild";
import { projectRoot } from "../../src/project.ts";
import { program } from "../cli/scorebook.ts";

/** Runs TypeScript that readers copy from a page, as a script that imports the package by its name. Returns the JSON that it prints. */
export async function runCopiedTypescript(code: string): Promise<unknown> {
  const folder = join(projectRoot(), "node_modules", `.copied-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  try {
    const path = join(folder, "copied.mjs");
    writeFileSync(path, (await transform(code, { loader: "ts", format: "esm", target: "es2022" })).code);
    return JSON.parse(lastLine(spawnSync(process.execPath, [path], { encoding: "utf8" })));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Runs commands that readers copy from a page, in a shell and in an empty folder. Returns the JSON that each of them prints. */
export function runCopiedCommands(text: string): unknown[] {
  const folder = mkdtempSync(join(tmpdir(), "scorebook-copied-"));
  try {
    const script = text.replaceAll(/^npx scorebook/gm, `'${process.execPath}' '${program}'`);
    const { status, stdout, stderr } = spawnSync("sh", ["-e", "-c", script], { cwd: folder, encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
    return stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function lastLine({ status, stdout, stderr }: { status: number | null; stdout: string; stderr: string }): string {
  if (status !== 0) throw new Error(stderr);
  return stdout.trim().split("\n").at(-1) ?? "";
}
