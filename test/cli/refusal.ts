import { expect, vi } from "vitest";
import { createProgram } from "../../src/cli/program.ts";
import { InputError } from "../../src/numerics/input-error.ts";

/**
 * What the program itself throws in a folder, without a process for it, and how often it wrote to standard output; what it
 * writes to standard error, its progress, is not shown.
 */
export async function refusal(
  args: readonly string[],
  folder: string,
): Promise<{ readonly error: unknown; readonly printed: number }> {
  const back = process.cwd();
  const written = vi.spyOn(process.stdout, "write");
  const said = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  let error: unknown;
  let printed = 0;
  try {
    process.chdir(folder);
    await createProgram().parseAsync(args, { from: "user" });
  } catch (thrown) {
    error = thrown;
  } finally {
    process.chdir(back);
    printed = written.mock.calls.length;
    written.mockRestore();
    said.mockRestore();
  }
  return { error, printed };
}

/** Asserts that the program refuses arguments in one sentence, and prints nothing. */
export async function expectRefusal(args: readonly string[], expected: string | RegExp, folder: string): Promise<void> {
  const { error, printed } = await refusal(args, folder);
  expect(error).toBeInstanceOf(InputError);
  expect(printed).toBe(0);
  const { message } = error as InputError;
  if (typeof expected === "string") expect(message).toBe(expected);
  else expect(message).toMatch(expected);
  expect(message).not.toContain("\n");
}
