import { type FSWatcher, readdirSync, watch } from "node:fs";
import { join } from "node:path";
import { formatSeconds } from "../../output/output.ts";
import { run } from "../../processes/run.ts";

/** Milliseconds of quiet after a change before building: an editor saves several files at once. */
const quiet = 300;

/** Builds dist/ again whenever something in src/ changes, one build at a time, until it is closed. */
export function rebuildOnChange(root: string, report: (line: string) => void): { close(): void } {
  let timer: NodeJS.Timeout | undefined;
  let building = false;
  let again = false;
  let closed = false;
  const build = async (): Promise<void> => {
    if (building) {
      again = true;
      return;
    }
    building = true;
    const begun = performance.now();
    const { status, stdout, stderr } = await run(process.execPath, [join(root, "scripts", "build.mjs")], { cwd: root });
    const seconds = formatSeconds((performance.now() - begun) / 1000);
    building = false;
    if (closed) return;
    report(
      status === 0
        ? `src/ changed: built in ${seconds}. Restart the kernel of a notebook to load it.`
        : `src/ changed but does not build, so notebooks keep the last good build: ${firstError(stdout + stderr)}`,
    );
    if (again) {
      again = false;
      await build();
    }
  };
  const change = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      watchAll();
      void build();
    }, quiet);
  };
  let watchers: FSWatcher[] = [];
  // Each folder by itself, and all of them anew after a change, which may have made or removed some. Watching `recursive`
  // on Linux, Node loses sight of a file that an editor saves by putting a new one in its place.
  const watchAll = (): void => {
    for (const watcher of watchers) watcher.close();
    // A folder may be gone again before it is watched, or while it is: the one that it was in tells.
    watchers = foldersIn(join(root, "src")).flatMap((folder) => {
      try {
        return [watch(folder, change).on("error", () => {})];
      } catch {
        return [];
      }
    });
  };
  watchAll();
  return {
    close: () => {
      closed = true;
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}

/** A folder and all folders in it. */
function foldersIn(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory());
  return [folder, ...folders.flatMap(({ name }) => foldersIn(join(folder, name)))];
}

/** The first message of esbuild (syntax) or tsc (types), with its place; the other messages follow from it. */
export function firstError(output: string): string {
  const [, what, place] = /\[ERROR\] (.+)\s+(\S+:\d+:\d+):/.exec(output) ?? [];
  if (what !== undefined) return `${place}: ${what}`;
  const [, file, line, column, message] = /^(\S.*?)\((\d+),(\d+)\): error (.+)$/m.exec(output) ?? [];
  if (file !== undefined) return `${file}:${line}:${column}: ${message}`;
  return output.trim().split("\n").at(-1) ?? "";
}
