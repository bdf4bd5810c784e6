/**
 * Something that is missing on this machine (Python, the network, a package), or a failure outside the project's own
 * code. The message is a sentence that says what is missing and what to do. Commands print it unchanged and exit with status 1.
 */
export class SetupError extends Error {
  override readonly name = "SetupError";
}
