import { run } from "../../processes/run.ts";
import { SetupError } from "../../processes/setup-error.ts";

/** The oldest version of Python for which the pinned requirements are made. */
export const oldestPython = "3.10";

const describe = `import json, sys
try:
    import ensurepip, venv
    complete = True
except ImportError:
    complete = False
print(json.dumps({"version": list(sys.version_info[:3]), "complete": complete}))`;

/**
 * The command of a Python that can make virtual environments: the command that the variable PYTHON names; otherwise `python3` or
 * `python`.
 * @throws SetupError with one sentence on what was found and what is needed
 */
export async function findPython(environment: NodeJS.ProcessEnv = process.env): Promise<string> {
  const named = environment.PYTHON;
  let complaint = "";
  for (const candidate of named ? [named] : ["python3", "python"]) {
    const found = await probe(candidate, environment);
    if (typeof found !== "string") return candidate;
    complaint ||= found;
  }
  if (named) throw new SetupError(`PYTHON: ${complaint}; it must name a Python ${oldestPython} or newer.`);
  throw new SetupError(
    complaint
      ? `${complaint}; install it, or name another Python by the environment variable PYTHON.`
      : `No Python found: install Python ${oldestPython} or newer, or name one by the environment variable PYTHON.`,
  );
}

/** Null if the candidate can be used; otherwise a sentence on what is wrong with it, or an empty text if there is no such program. */
async function probe(candidate: string, environment: NodeJS.ProcessEnv): Promise<string | null> {
  const result = await run(candidate, ["-c", describe], { env: environment }).catch(() => null);
  if (result === null) return environment.PYTHON ? `"${candidate}" cannot be run` : "";
  let found: { version: [number, number, number]; complete: boolean };
  try {
    found = JSON.parse(result.stdout);
  } catch {
    return environment.PYTHON ? `"${candidate}" is not a working Python 3` : "";
  }
  const [major, minor] = oldestPython.split(".").map(Number);
  const [foundMajor, foundMinor] = found.version;
  if (foundMajor < major || (foundMajor === major && foundMinor < minor)) {
    return `"${candidate}" is Python ${found.version.join(".")}, and ${oldestPython} or newer is needed`;
  }
  if (!found.complete) {
    return `"${candidate}" lacks the module venv (on Debian and Ubuntu: apt install python3-venv)`;
  }
  return null;
}
