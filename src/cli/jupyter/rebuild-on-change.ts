import { watch } from "node:fs";
import { join } from "node:path";
import { formatSeconds } from "../output.ts";
import { run } from "./run.ts";

/** Milliseconds of quiet after a change before building: an editor saves several files at once. */
const quiet = 300;

/** Builds dist/ again whenever something in src/ changes, one build at a time, until it is closed. */
export function rebuildOnChange(root: string, report: (line: string) => void): { close(): void } {
  let timer: NodeJS.Timeout | undefined;
  let building = false;
  let again = false;
  const build = async (): Promise<void> => {
    if (building) {
      again = true;
      return;
    }
    building = true;
    const begun = performance.now();
    const { status, stdout, stderr } = await run(process.execPath, [join(root, "scripts", "build.mjs")], { cwd: root });
    const seconds = formatSeconds((performance.now() - begun) / 1000);
    report(
      status === 0
        ? `src/ changed: built in ${seconds}. Restart the kernel of a notebook to load it.`
        : `src/ changed, but does not build; notebooks keep the last good build.\n${stdout}${stderr}`.trimEnd(),
    );
    building = false;
    if (again) {
      again = false;
      await build();
    }
  };
  const watcher = watch(join(root, "src"), { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(() => void build(), quiet);
  });
  return {
    close: () => {
      clearTimeout(timer);
      watcher.close();
    },
  };
}
