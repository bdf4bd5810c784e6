import typescript from "typescript-in-javascript";
import { languageLibrary } from "../declarations.mjs";
import { ExecutionSession } from "../src/execution/session.ts";
import { SharedFiles } from "../src/execution/shared-files.ts";
import { LanguageSession } from "../src/language/session.ts";
import { VirtualFiles } from "../src/language/virtual-files.ts";
import type { Outcome, OutputMessage, Problem } from "../src/protocol.ts";

/** A package that exists for these tests only: its declarations, and what its module gives. */
const greetings = {
  declarations: {
    "/node_modules/greetings/package.json": JSON.stringify({ name: "greetings", types: "index.d.ts" }),
    "/node_modules/greetings/index.d.ts": `
      /** A way to greet. */
      export interface Style { readonly loud: boolean }
      /**
       * Greets somebody.
       * @param name who is greeted
       */
      export declare function greet(name: string, style?: Style): string;
      export default function farewell(): string;
      export declare const greeted: number;`,
  },
  module: {
    greet: (name: string, style?: { loud: boolean }) => `Hello, ${name}${style?.loud ? "!" : "."}`,
    default: () => "Goodbye.",
    greeted: 0,
  },
};

/** Reading the language's declarations takes a second: all notebooks have one session, which forgets the one before. */
const language = new LanguageSession(typescript, new VirtualFiles({ ...languageLibrary(), ...greetings.declarations }));

/** What a cell came to. */
export interface Ran {
  readonly problems: readonly Problem[];
  readonly outcome: Outcome | null;
  readonly outputs: readonly OutputMessage[];
  /** What it printed. */
  readonly printed: string;
}

/** Both halves of the kernel without their workers. */
export class Notebook {
  readonly language: LanguageSession = language;
  readonly execution: ExecutionSession;
  #outputs: OutputMessage[] = [];

  constructor() {
    language.reset();
    const files = new SharedFiles(
      "chapters",
      () => undefined,
      () => {},
    );
    const load = async (name: string): Promise<unknown> => {
      if (name === "greetings") return greetings.module;
      if (name === "jupyterlite-typescript-kernel") return this.execution;
      throw new Error(`There is no module ${name}.`);
    };
    this.execution = new ExecutionSession(load, files, (output) => this.#outputs.push(output));
  }

  async run(code: string): Promise<Ran> {
    this.#outputs = [];
    const { name, code: javascript, problems } = this.language.compile(code);
    if (problems.length > 0) return { problems, outcome: null, outputs: [], printed: "" };
    const outcome = await this.execution.run({ name, code: javascript, hasStoredResult: false });
    this.language.commit(name, outcome.status === "ok" ? null : outcome.defined);
    const outputs = this.#outputs;
    const printed = outputs.map((output) => (output.type === "stream" ? output.text : "")).join("");
    return { problems, outcome, outputs, printed };
  }
}
