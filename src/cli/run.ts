import { CommanderError } from "commander";
import { InputError } from "../numerics/input-error.ts";
import { MissingPackageError } from "../optional-packages.ts";
import { withNewOptions } from "./inputs/renamed-options.ts";
import { startHeartbeat, stopHeartbeat } from "./output/heartbeat.ts";
import { SetupError } from "./processes/setup-error.ts";
import { createProgram, shortHelp } from "./program.ts";

/**
 * Runs `scorebook` with its arguments and returns the exit status: 0 done, 1 something failed (a claim does not
 * hold, a tool is missing), 2 input that cannot be used.
 */
export async function run(argv: readonly string[]): Promise<number> {
  endQuietlyWhenNobodyReads();
  try {
    const program = createProgram();
    if (argv.length === 0) {
      process.stdout.write(shortHelp(program));
      return 0;
    }
    program.hook("preAction", (_program, command) => {
      if (SILENT.has(command.name())) startHeartbeat(`scorebook ${command.name()}`);
    });
    await program.parseAsync(withNewOptions(argv), { from: "user" });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    return report(error);
  } finally {
    stopHeartbeat();
  }
}

/** Commands that may compute for a long time without showing progress; for these a line on standard error says that they are at work. */
const SILENT: ReadonlySet<string> = new Set(["reconstruct", "loss", "local-mean", "monomial", "score", "sample"]);

/** The errors of the system that a user can correct, in words. */
const TROUBLE: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "operation not permitted",
  EROFS: "the file system is read-only",
  ENOSPC: "no space left on the device",
};

/** Prints an error on standard error and returns its exit status. */
function report(error: unknown): number {
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  if (error instanceof InputError) {
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
  if (error instanceof SetupError || error instanceof MissingPackageError) {
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
  const { code, path } = (error ?? {}) as NodeJS.ErrnoException;
  const trouble = TROUBLE[code ?? ""];
  if (trouble) {
    process.stderr.write(`scorebook: ${path ?? "output"} cannot be read or written: ${trouble} (${code})\n`);
    return 1;
  }
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`scorebook: ${message}\n`);
  if (process.env.DEBUG) process.stderr.write(`${error instanceof Error ? error.stack : ""}\n`);
  else process.stderr.write("Set DEBUG=1 to see where in the program this happened.\n");
  return 1;
}

/** Ends without an error message when the reader closes the pipe early, as in `scorebook ... | head`. */
function endQuietlyWhenNobodyReads(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      process.exit(error.code === "EPIPE" ? (process.exitCode ?? 0) : report(error));
    });
  }
}
