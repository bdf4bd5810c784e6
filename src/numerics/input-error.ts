/**
 * An argument that cannot be used. The message is one sentence: which argument, what was wrong, what is allowed;
 * the command prints it as it stands and exits with status 2.
 */
export class InputError extends Error {
  override readonly name = "InputError";
}
