import { type FSWatcher, readdirSync, watch } from "node:fs";
import { join } from "node:path";
import { formatSeconds } from "../../output/output.ts";
import { run } from "../../processes/run.ts";

/** The time in milliseconds without a further change after which a build begins, because an editor may save several files at once. */
const quiet = 300;

/** Builds dist/ whenever a file in src/ changes, one build at a time, until `close` is called. */
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
  // Each folder is watched separately, and the list of folders is renewed after every change, because a change may add or remove
  // folders. With the option `recursive` Node on Linux no longer reports a file that an editor has replaced by a new one.
  const watchAll = (): void => {
    for (const watcher of watchers) watcher.close();
    // A folder may be deleted before or while it is watched. The folder above it reports the deletion.
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

/** The first error of esbuild (syntax) or tsc (types), with its position; later errors are often its consequences. */
export function firstError(output: string): string {
  const [, what, place] = /\[ERROR\] (.+)\s+(\S+:\d+:\d+):/.exec(output) ?? [];
  if (what !== undefined) return `${place}: ${what}`;
  const [, file, line, column, message] = /^(\S.*?)\((\d+),(\d+)\): error (.+)$/m.exec(output) ?? [];
  if (file !== undefined) return `${file}:${line}:${column}: ${message}`;
  return output.trim().split("\n").at(-1) ?? "";
}
