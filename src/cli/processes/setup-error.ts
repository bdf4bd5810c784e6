/**
 * Something this machine lacks (Python, the network, an installed package) or that failed outside the project's own
 * code. The message is a plain sentence that says what is missing and what to do; commands print it as it stands and
 * exit with status 1.
 */
export class SetupError extends Error {
  override readonly name = "SetupError";
}
