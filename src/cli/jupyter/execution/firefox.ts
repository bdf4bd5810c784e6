import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { RunningPage } from "./running-page.ts";

/** The time limit for the start of Firefox, in milliseconds; it allows for a busy machine. */
const startTime = 60_000;

/**
 * The page of a headless Firefox, which is controlled by WebDriver BiDi. Playwright cannot control the versions of Firefox that
 * operating systems install. Firefox can reach this machine only.
 */
export class Firefox implements RunningPage {
  readonly #process: ChildProcess;
  readonly #socket: WebSocket;
  readonly #profile: string;
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  #count = 0;
  #context = "";

  private constructor(process: ChildProcess, socket: WebSocket, profile: string) {
    this.#process = process;
    this.#socket = socket;
    this.#profile = profile;
    socket.onmessage = ({ data }) => {
      const reply = JSON.parse(String(data)) as { id?: number; type: string; result?: unknown; message?: string };
      const waiting = reply.id === undefined ? undefined : this.#waiting.get(reply.id);
      if (reply.id !== undefined) this.#waiting.delete(reply.id);
      if (reply.type === "error") waiting?.reject(new Error(reply.message));
      else waiting?.resolve(reply.result);
    };
    socket.onclose = () => {
      for (const { reject } of this.#waiting.values()) reject(new Error("Firefox ended."));
    };
  }

  /** The path of Firefox, or undefined if Firefox is not installed. */
  static find(): string | undefined {
    const folders = (process.env.PATH ?? "").split(delimiter);
    const programs = folders.flatMap((folder) => ["firefox-esr", "firefox"].map((name) => join(folder, name)));
    return programs.find((program) => existsSync(program));
  }

  /** @param program the path that `find` returned */
  static async start(program: string): Promise<Firefox> {
    const profile = mkdtempSync(join(tmpdir(), "scorebook-firefox-"));
    writeFileSync(join(profile, "user.js"), preferences);
    const parameters = ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"];
    const firefox = spawn(program, parameters, { stdio: ["ignore", "ignore", "pipe"] });
    try {
      const socket = new WebSocket(`${await addressOf(firefox)}/session`);
      await new Promise((opened, failed) => {
        socket.onopen = opened;
        socket.onerror = () => failed(new Error("Firefox refused the connection."));
      });
      const page = new Firefox(firefox, socket, profile);
      await page.#send("session.new", { capabilities: {} });
      const { contexts } = (await page.#send("browsingContext.getTree", {})) as { contexts: { context: string }[] };
      page.#context = contexts[0].context;
      return page;
    } catch (error) {
      firefox.kill();
      throw error;
    }
  }

  async goto(url: string): Promise<void> {
    await this.#send("browsingContext.navigate", { context: this.#context, url, wait: "complete" });
    // JupyterLite takes the notebook that has the focus for the current one.
    await this.#send("browsingContext.activate", { context: this.#context });
  }

  async evaluate<Argument, Value>(
    code: (argument: Argument) => Value | Promise<Value>,
    argument: Argument,
  ): Promise<Value> {
    const text = argument === undefined ? "undefined" : JSON.stringify(argument);
    const reply = (await this.#send("script.evaluate", {
      expression: `(async () => JSON.stringify([await (${code})(${text})]))()`,
      target: { context: this.#context },
      awaitPromise: true,
    })) as { type: string; result?: { value: string }; exceptionDetails?: { text: string } };
    if (!reply.result) throw new Error(reply.exceptionDetails?.text);
    return JSON.parse(reply.result.value)[0];
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    await this.#send("browser.close", {}).catch(() => this.#process.kill());
    await ended;
    this.#socket.close();
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  #send(method: string, params: object): Promise<unknown> {
    this.#count++;
    const id = this.#count;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }
}

/** Sends all requests to other machines to a proxy that does not exist. */
const preferences = `user_pref("network.proxy.type", 1);
user_pref("network.proxy.http", "127.0.0.1");
user_pref("network.proxy.http_port", 9);
user_pref("network.proxy.ssl", "127.0.0.1");
user_pref("network.proxy.ssl_port", 9);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
`;

/** The address at which Firefox listens, which Firefox prints on standard error. */
function addressOf(firefox: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    const late = setTimeout(
      () => reject(new Error(`Firefox did not start within ${startTime / 1000} s: ${said}`)),
      startTime,
    );
    firefox.stderr?.on("data", (data) => {
      said += data;
      const found = /WebDriver BiDi listening on (ws:\S+)/.exec(said);
      if (!found) return;
      clearTimeout(late);
      resolve(found[1]);
    });
    firefox.once("exit", () => reject(new Error(`Firefox ended: ${said}`)));
  });
}
