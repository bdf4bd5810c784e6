import type { KernelMessage } from "@jupyterlab/services";
import { BaseKernel, type IKernel } from "@jupyterlite/services";
import type { ContentsFiles } from "./contents-files.ts";
import type { ExecutionService, LanguageService, Modules, Outcome, OutputMessage, SharedFile } from "./protocol.ts";
import type { PublishedCells, StoredOutput } from "./stored-outputs.ts";
import { type Remote, WorkerClient, WorkerEnded } from "./worker-port.ts";

/** Milliseconds that a cell has, after an interrupt, to end by itself. */
const patience = 2000;

export interface KernelOptions extends IKernel.IOptions {
  /** Address of the JSON file that says which modules cells can import; null where the site has none. */
  readonly modulesUrl: string | null;
  /** Modules that nearly every notebook imports, which are loaded before a cell does. */
  readonly preload: readonly string[];
  /** Address of the published files. */
  readonly filesUrl: string;
  /** The reader's own files. */
  readonly contents: ContentsFiles;
  /** The cells of the notebooks that are published beside this one. */
  publishedCells(): Promise<PublishedCells>;
  /** A way to the worker that knows the language, which kernels share. @param onError where it can't be loaded */
  languageWorker(onError: (message: string) => void): MessagePort;
  startExecutionWorker(): Worker;
}

/** By published notebook. */
type StoredResults = Map<string, readonly StoredOutput[]>;

type ExecuteReply = KernelMessage.IExecuteReplyMsg["content"];

/**
 * A kernel for TypeScript in two workers: one checks types, completes and describes, and keeps what it knows; the other executes,
 * and can be ended when a cell does not end by itself.
 */
export class TypeScriptKernel extends BaseKernel {
  readonly #options: KernelOptions;
  readonly #language: WorkerClient<LanguageService>;
  readonly #modules: Promise<Modules>;
  readonly #languageStarted: Promise<void>;
  #execution: WorkerClient<ExecutionService>;
  #executionStarted: Promise<void>;
  readonly #stopFollowing: () => void;
  #changedFiles: SharedFile[] = [];
  readonly #published: Promise<PublishedCells>;
  /** Of each cell that was executed, the published notebooks in which it stands after the cells that it uses. */
  readonly #asPublished = new Map<string, readonly string[]>();
  #running = false;
  #impatience: ReturnType<typeof setTimeout> | undefined;

  constructor(options: KernelOptions) {
    super(options);
    this.#options = options;
    this.#modules = readModules(options.modulesUrl);
    this.#language = new WorkerClient(options.languageWorker((message) => this.#language.fail(message)));
    this.#languageStarted = this.#modules.then(({ types }) =>
      this.#language.service.start(typesUrl(types, options.modulesUrl), options.preload),
    );
    [this.#execution, this.#executionStarted] = this.#startExecution();
    this.#stopFollowing = options.contents.follow((file) => this.#changedFiles.push(file));
    // Without them cells are computed as ever.
    this.#published = options.publishedCells().catch(() => new Map());
    // A failure is told by the first cell, or by whoever asks.
    this.#languageStarted.catch(() => {});
    this.#executionStarted.catch(() => {});
  }

  override dispose(): void {
    if (this.isDisposed) return;
    clearTimeout(this.#impatience);
    this.#stopFollowing();
    this.#language.service.end().catch(() => {});
    this.#language.terminate();
    this.#execution.terminate();
    super.dispose();
  }

  /** Asks the cell that runs to end; where it does not, its worker is ended, and a new one is started. */
  interrupt(): void {
    if (!this.#running) return;
    this.#execution.service.interrupt().catch(() => {});
    this.#impatience ??= setTimeout(() => this.#execution.terminate(), patience);
  }

  override async kernelInfoRequest(): Promise<KernelMessage.IInfoReplyMsg["content"]> {
    return {
      status: "ok",
      protocol_version: "5.3",
      implementation: "jupyterlite-typescript-kernel",
      implementation_version: "0.1.0",
      banner: "TypeScript, checked and executed in this browser",
      help_links: [],
      language_info: {
        name: "typescript",
        version: "3.7.2",
        mimetype: "text/typescript",
        file_extension: ".ts",
        codemirror_mode: { mode: "typescript", name: "javascript", typescript: true },
      },
    } as KernelMessage.IInfoReplyMsg["content"];
  }

  override async executeRequest({ code }: KernelMessage.IExecuteRequestMsg["content"]): Promise<ExecuteReply> {
    this.#running = true;
    try {
      return await this.#execute(code);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return this.#fail({ status: "error", name: "KernelError", message, traceback: [message], defined: [] });
    } finally {
      clearTimeout(this.#impatience);
      this.#impatience = undefined;
      this.#running = false;
    }
  }

  async #execute(code: string): Promise<ExecuteReply> {
    await this.#languageStarted;
    const compiled = await this.#language.service.compile(code);
    if (compiled.problems.length > 0) {
      const lines = code.split("\n");
      const traceback = compiled.problems.flatMap(({ line, column, message }) => [
        `line ${line}, column ${column}: ${message}`,
        `    ${lines[line - 1] ?? ""}`,
        `    ${" ".repeat(Math.max(column - 1, 0))}^`,
      ]);
      const message = compiled.problems[0].message;
      return this.#fail({ status: "error", name: "TypeScript", message, traceback, defined: [] });
    }
    const stored = await this.#storedResults(code, compiled.uses);
    this.#asPublished.set(compiled.name, [...stored.keys()]);
    if (compiled.missing.length > 0) {
      await this.#language.service.commit(compiled.name, [], true);
      const names = compiled.missing.join(" and ");
      return this.#showStored(stored, `This cell uses ${names}, which a cell above could not compute in a browser.`);
    }
    await this.#executionStarted;
    const { service } = this.#execution;
    if (this.#changedFiles.length > 0) await service.share(this.#changedFiles.splice(0));
    try {
      const outcome = await service.run({ name: compiled.name, code: compiled.code, hasStoredResult: stored.size > 0 });
      if (outcome.readOwnFile) {
        stored.clear();
        this.#asPublished.set(compiled.name, []);
      }
      const keep = outcome.status === "error" && outcome.keepStoredResult === true;
      await this.#language.service.commit(compiled.name, outcome.status === "ok" ? null : outcome.defined, keep);
      if (keep) return await this.#showStored(stored, outcome.message);
      return outcome.status === "ok" ? this.#reply() : this.#fail(outcome);
    } catch (error) {
      if (!(error instanceof WorkerEnded) || this.isDisposed) throw error;
      await this.#restart();
      const message =
        "The cell did not end within two seconds, so it was stopped. Its variables are gone, and those of all cells: run them again.";
      return this.#fail({ status: "error", name: "Interrupted", message, traceback: [message], defined: [] });
    }
  }

  override async completeRequest({
    code,
    cursor_pos,
  }: KernelMessage.ICompleteRequestMsg["content"]): Promise<KernelMessage.ICompleteReplyMsg["content"]> {
    const { start, end, matches } = await this.#ask((language) =>
      language.complete(code, utf16Position(code, cursor_pos)),
    );
    return {
      status: "ok",
      matches: matches.map(({ text }) => text),
      cursor_start: codePoints(code, start),
      cursor_end: codePoints(code, end),
      metadata: {
        _jupyter_types_experimental: matches.map(({ text, kind }) => ({
          text,
          type: kind,
          start: codePoints(code, start),
          end: codePoints(code, end),
        })),
      },
    } as KernelMessage.ICompleteReplyMsg["content"];
  }

  override async inspectRequest({
    code,
    cursor_pos,
  }: KernelMessage.IInspectRequestMsg["content"]): Promise<KernelMessage.IInspectReplyMsg["content"]> {
    const found = await this.#ask((language) => language.describe(code, utf16Position(code, cursor_pos)));
    if (!found) return { status: "ok", found: false, data: {}, metadata: {} };
    const { signature, documentation } = found;
    return {
      status: "ok",
      found: true,
      data: {
        "text/plain": `${signature}\n\n${documentation}`.trimEnd(),
        "text/markdown": `\`\`\`typescript\n${signature}\n\`\`\`\n\n${documentation}`.trimEnd(),
      },
      metadata: {},
    };
  }

  override async isCompleteRequest({
    code,
  }: KernelMessage.IIsCompleteRequestMsg["content"]): Promise<KernelMessage.IIsCompleteReplyMsg["content"]> {
    const status = await this.#ask((language) => language.completeness(code));
    return status === "incomplete" ? { status, indent: "" } : { status };
  }

  override async commInfoRequest(): Promise<KernelMessage.ICommInfoReplyMsg["content"]> {
    return { status: "ok", comms: {} };
  }
  override inputReply(): void {}
  override async commOpen(): Promise<void> {}
  override async commMsg(): Promise<void> {}
  override async commClose(): Promise<void> {}

  async #ask<Answer>(question: (language: Remote<LanguageService>) => Promise<Answer>): Promise<Answer> {
    await this.#languageStarted;
    return question(this.#language.service);
  }

  #reply(): ExecuteReply {
    return { status: "ok", execution_count: this.executionCount, user_expressions: {}, payload: [] };
  }

  #fail({ name, message, traceback }: Outcome & { readonly status: "error" }): ExecuteReply {
    const content = { ename: name, evalue: message, traceback: [...traceback] };
    this.publishExecuteError(content);
    return { status: "error", execution_count: this.executionCount, ...content };
  }

  /** The outputs of a cell, by published notebook, where that has it and, above it, the cells whose names it uses. */
  async #storedResults(code: string, uses: readonly string[]): Promise<StoredResults> {
    const found = new Map((await this.#published).get(code.trim()));
    for (const used of uses) {
      const notebooks = this.#asPublished.get(used) ?? [];
      for (const notebook of found.keys()) if (!notebooks.includes(notebook)) found.delete(notebook);
    }
    return found;
  }

  /** Says why a cell can't be computed here, and shows what it gave when it was published. */
  async #showStored(stored: StoredResults, reason: string): Promise<ExecuteReply> {
    const [outputs] = stored.values();
    const hint = outputs ? " What it gave when it was published is shown here." : "";
    this.stream({ name: "stdout", text: `${reason}${hint}\n` });
    for (const output of outputs ?? []) {
      if (output.output_type === "stream") this.stream({ name: output.name, text: [output.text].flat().join("") });
      else if (output.output_type !== "error") this.displayData({ data: output.data, metadata: output.metadata });
    }
    return this.#reply();
  }

  #startExecution(): [WorkerClient<ExecutionService>, Promise<void>] {
    const { modulesUrl, filesUrl, contents, location, preload } = this.#options;
    const client = new WorkerClient<ExecutionService>(this.#options.startExecutionWorker(), (event) =>
      this.#show(event as OutputMessage),
    );
    const started = this.#modules.then(async (modules) => {
      await client.service.start({ modulesUrl, modules, folder: location, filesUrl, preload });
      await client.service.share(await contents.own());
    });
    return [client, started];
  }

  async #restart(): Promise<void> {
    [this.#execution, this.#executionStarted] = this.#startExecution();
    await this.#language.service.reset();
    this.#asPublished.clear();
    await this.#executionStarted;
  }

  #show(output: OutputMessage): void {
    if (output.type === "stream") this.stream({ name: output.name, text: output.text });
    else if (output.type === "clear") this.clearOutput({ wait: output.wait });
    else if (output.type === "file") this.#options.contents.save(output.file).catch(console.warn);
    else {
      const content = {
        data: output.data as KernelMessage.IDisplayDataMsg["content"]["data"],
        metadata: output.metadata as KernelMessage.IDisplayDataMsg["content"]["metadata"],
        transient: output.displayId === undefined ? {} : { display_id: output.displayId },
      };
      if (output.update) this.updateDisplayData(content as KernelMessage.IUpdateDisplayDataMsg["content"]);
      else this.displayData(content);
    }
  }
}

export async function readModules(modulesUrl: string | null): Promise<Modules> {
  if (modulesUrl === null) return { modules: {} };
  const response = await fetch(modulesUrl);
  if (!response.ok)
    throw new Error(`The list of modules, ${modulesUrl}, can't be read: the server says ${response.status}.`);
  return response.json();
}

/** Address of the declarations that the list of modules names. */
export function typesUrl(types: string | undefined, modulesUrl: string | null): string | null {
  return types && modulesUrl ? new URL(types, modulesUrl).href : null;
}

/** Jupyter counts code points, and JavaScript UTF-16 units. */
export function utf16Position(text: string, position: number): number {
  return Array.from(text).slice(0, position).join("").length;
}

/** The reverse. */
export function codePoints(text: string, position: number): number {
  return Array.from(text.slice(0, position)).length;
}
