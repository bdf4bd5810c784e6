import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { commandsOf, descendantsOf } from "../../../support/processes.ts";
import { copyProject, type ProjectCopy } from "../environment/project-copy.ts";

// On Windows there are no signals to send.
describe.skipIf(process.platform === "win32")("scorebook lab", () => {
  let project: ProjectCopy;
  let lab: ChildProcess;
  let printed: string;

  beforeAll(async () => {
    project = await copyProject();
  });
  afterAll(() => project.remove());

  beforeEach(() => {
    printed = "";
    const state = join(project.root, "state");
    const options = ["--no-browser", "--ServerApp.port=0", "--ServerApp.shutdown_no_activity_timeout=120"];
    const started = spawn(process.execPath, [join(project.root, "dist", "cli", "main.js"), "lab", ...options], {
      // As a shell starts it: with a process group of its own, to which Ctrl-C in the terminal goes.
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        JUPYTER_CONFIG_DIR: join(state, "config"),
        JUPYTER_DATA_DIR: join(state, "data"),
        JUPYTER_RUNTIME_DIR: join(state, "runtime"),
        JUPYTERLAB_SETTINGS_DIR: join(state, "settings"),
        JUPYTERLAB_WORKSPACES_DIR: join(state, "workspaces"),
      },
    });
    lab = started;
    for (const stream of [started.stdout, started.stderr]) {
      // The last lines of one that has ended can come late, with its address among them: they are not the next one's.
      stream?.setEncoding("utf8").on("data", (text: string) => {
        if (lab === started) printed += text;
      });
    }
  });
  afterEach(async () => {
    if (lab.exitCode !== null || lab.signalCode !== null) return;
    lab.kill("SIGTERM");
    await ended();
  });

  test("listens on 127.0.0.1 only, answers only who has the token it prints, and prints no error", {
    timeout: 180_000,
  }, async () => {
    const { origin, port, token } = await address();
    // No program that JupyterLab starts has failed, with pages of its own text.
    expect(printed).not.toMatch(/error/i);
    expect(Math.max(...printed.split("\n").map((line) => line.length))).toBeLessThan(1000);
    expect((await fetch(`${origin}/api/contents`)).status).toBe(403);
    expect((await fetch(`${origin}/api/contents?token=${token.slice(1)}`)).status).toBe(403);
    expect((await fetch(`${origin}/api/contents?token=${token}`)).status).toBe(200);
    const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
    // On Linux all of 127.0.0.0/8 is this machine: who listens on every address answers at 127.0.0.2 too.
    const others = new Set([...own.map(({ address }) => address), "127.0.0.2"]);
    others.delete("127.0.0.1");
    for (const other of others) expect([other, await answers(other, port)]).toEqual([other, false]);
    expect(await answers("127.0.0.1", port)).toBe(true);
  });

  // To the whole group, as a terminal sends them, or to the command alone, as other programs do.
  test.each([
    ["Ctrl-C", "SIGINT", true],
    ["closing the terminal", "SIGHUP", true],
    ["an interrupt of the command alone", "SIGINT", false],
    ["a termination of the command alone", "SIGTERM", false],
  ] as const)(
    "%s ends it with status 0, and with it JupyterLab and a running kernel",
    {
      timeout: 180_000,
    },
    async (_how, signal, group) => {
      const { origin, token } = await address();
      const started = await fetch(`${origin}/api/kernels?token=${token}`, {
        method: "POST",
        body: JSON.stringify({ name: "tslab" }),
      });
      expect(started.status).toBe(201);
      const pid = lab.pid ?? 0;
      const descendants = (): number[] => descendantsOf(pid);
      // JupyterLab, the kernel, and the kernel's own helper, which runs what cells say.
      await vi.waitFor(() => expect(commandsOf(descendants())).toMatch(/jupyterlab.*tslab/s), waiting);
      const processes = descendants();
      process.kill(group ? -pid : pid, signal);
      expect(await ended()).toBe(0);
      await vi.waitFor(() => expect(commandsOf(processes)).toBe(""), waiting);
    },
  );

  test("builds dist/ again when src/ changes; an error is said in one sentence, and the last good build stays", {
    timeout: 180_000,
  }, async () => {
    await address();
    const source = join(project.root, "src", "index.ts");
    const built = (): string => readFileSync(join(project.root, "dist", "browser", "index.js"), "utf8");
    const original = readFileSync(source, "utf8");
    const lines = original.split("\n").length;
    const said = (): string[] => printed.split("\n").filter((line) => line.startsWith("src/ changed"));
    const change = async (added: string): Promise<string> => {
      const before = said().length;
      // As most editors save: a new file takes the place of the old.
      writeFileSync(`${source}.new`, `${original}${added}\n`);
      renameSync(`${source}.new`, source);
      await vi.waitFor(() => expect(said().length).toBeGreaterThan(before), waiting);
      return said().at(-1) ?? "";
    };

    expect(await change("export const answer: number = 41;")).toMatch(/: built in .* Restart the kernel/);
    expect(built()).toContain("answer = 41");
    const good = built();
    expect(await change("export const = 42;")).toBe(
      "src/ changed but does not build, so notebooks keep the last good build: " +
        `src/index.ts:${lines}:13: Expected identifier but found "="`,
    );
    expect(built()).toBe(good);
    expect(await change("export const answer: number = 43;")).toMatch(/: built in /);
    expect(built()).toContain("answer = 43");
    expect(printed.slice(printed.indexOf("src/ changed")).trimEnd().split("\n")).toEqual(said());
  });

  /** Where JupyterLab says that it is, as soon as it answers there: it says so a moment before it listens. */
  async function address(): Promise<{ origin: string; port: number; token: string }> {
    const url = await vi.waitFor(() => {
      if (lab.exitCode !== null) throw new Error(`It ended: ${printed}`);
      const [found] = /http:\/\/127\.0\.0\.1:\d+\/lab\?token=\w+/.exec(printed) ?? [];
      if (found === undefined) throw new Error(`No address was printed: ${printed}`);
      return new URL(found);
    }, waiting);
    const port = Number(url.port);
    await vi.waitFor(async () => expect(await answers("127.0.0.1", port)).toBe(true), waiting);
    return { origin: url.origin, port, token: url.searchParams.get("token") ?? "" };
  }

  function ended(): Promise<number | null> {
    return new Promise((resolve) => {
      if (lab.exitCode !== null || lab.signalCode !== null) resolve(lab.exitCode);
      else lab.once("exit", resolve);
    });
  }
});

/** Milliseconds: a busy machine takes its time. */
const waiting = { timeout: 60_000, interval: 100 };

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2000 });
    const settle = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => settle(true));
    socket.once("timeout", () => settle(false)).once("error", () => settle(false));
  });
}
