import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { commandsOf, descendantsOf } from "../../../support/processes.ts";
import { copyWithoutJupyter, type ProjectCopy } from "./project-copy.ts";

let project: ProjectCopy;
beforeAll(() => {
  project = copyWithoutJupyter();
});
afterAll(() => project.remove());

/** Milliseconds: a busy machine takes its time. */
const waiting = { timeout: 120_000, interval: 20 };

function setUp(): ChildProcess {
  const program = join(project.root, "dist", "cli", "main.js");
  return spawn(process.execPath, [program, "setup"], { stdio: ["ignore", "ignore", "pipe"] });
}

/** Starts a setup, kills it as soon as one of the processes that it started matches, and waits until they are gone. */
async function killWhen(command: RegExp): Promise<void> {
  const setup = setUp();
  const started = (): number[] => descendantsOf(setup.pid ?? 0);
  await vi.waitFor(() => expect(commandsOf(started())).toMatch(command), waiting);
  const processes = started();
  setup.kill("SIGKILL");
  await vi.waitFor(() => expect(commandsOf(processes)).toBe(""), { timeout: 10_000, interval: 50 });
}

// There are no such signals on Windows.
test.skipIf(process.platform === "win32")(
  "a setup that is killed, while it makes the environment or installs packages, ends with all it started; the next one starts anew",
  { timeout: 600_000 },
  async () => {
    await killWhen(/-m venv/);
    await killWhen(/-m pip install/);
    const python = join(project.root, ".venv", "bin", "python");
    expect(existsSync(python)).toBe(true);
    const half = join(project.root, ".venv", "half-made");
    writeFileSync(half, "");

    const { status, stderr } = spawnSync(process.execPath, [join(project.root, "dist", "cli", "main.js"), "setup"], {
      encoding: "utf8",
    });
    expect(status, stderr).toBe(0);
    expect(existsSync(half)).toBe(false);
    // The file of requirements names all that its packages need.
    const { status: complete, stdout: missing } = spawnSync(python, ["-m", "pip", "check"], { encoding: "utf8" });
    expect(complete, missing).toBe(0);
    const listed = spawnSync(python, ["-m", "jupyter_client.kernelspecapp", "list", "--json"], { encoding: "utf8" });
    expect(Object.keys(JSON.parse(listed.stdout).kernelspecs)).toContain("tslab");
    expect(JSON.parse(readFileSync(join(project.root, ".venv", "package.json"), "utf8")).type).toBe("commonjs");
  },
);
