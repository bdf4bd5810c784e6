/** The problem with an argument, in parts that a program can read. */
export interface InputProblem {
  /** The argument's name, as the caller writes it: "sigma", "components[2].weight", "--sigma". */
  readonly argument: string;
  /**
   * What was wrong. If `allowed` is given, this is what the argument is instead, such as `0` or "3 numbers". Otherwise it is the
   * rest of a sentence that begins with the argument, such as "cannot be read: a bracket is missing".
   */
  readonly problem: string | number;
  /** What is allowed, such as "a positive number". */
  readonly allowed?: string | undefined;
  /** The verb that stands between "must" and `allowed`. Default "be". */
  readonly verb?: string | undefined;
  /** Advice at the end of the sentence, such as "write sin(x)" or "did you mean sqrt?". */
  readonly advice?: string | undefined;
  /** The option or file that the argument is a part of: "--density". */
  readonly within?: string | undefined;
}

/**
 * An argument that cannot be used. The message is one sentence that names the argument, what is allowed and what was wrong. The
 * command prints it unchanged and exits with status 2.
 *
 * `new InputError({ argument: "sigma", allowed: "a positive number", problem: 0 })` says "sigma must be a positive
 * number, not 0".
 */
export class InputError extends Error implements InputProblem {
  override readonly name = "InputError";
  readonly argument: string;
  readonly problem: string;
  readonly allowed: string | undefined;
  readonly verb: string | undefined;
  readonly advice: string | undefined;
  readonly within: string | undefined;

  constructor(parts: InputProblem, options?: ErrorOptions) {
    super(sentence(parts), options);
    this.argument = parts.argument;
    this.problem = String(parts.problem);
    this.allowed = parts.allowed;
    this.verb = parts.verb;
    this.advice = parts.advice;
    this.within = parts.within;
  }
}

function sentence({ argument, problem, allowed, verb = "be", advice, within }: InputProblem): string {
  const place = within === undefined ? "" : `${within}: `;
  // A colon separates an option from its sentence, so that it is easy to find.
  const subject = argument.startsWith("-") ? `${argument}:` : argument;
  const predicate = allowed === undefined ? problem : `must ${verb} ${allowed}, not ${problem}`;
  return `${place}${subject} ${predicate}${advice === undefined ? "" : `; ${advice}`}`;
}

// In a cell of a notebook, the stack is left out, since it leads through the bundled files of the library. The kernel, tslab,
// prints errors as Node inspects them.
if ("__tslab__" in globalThis) {
  Object.defineProperty(InputError.prototype, Symbol.for("nodejs.util.inspect.custom"), {
    value(this: InputError) {
      return this.message;
    },
  });
}
