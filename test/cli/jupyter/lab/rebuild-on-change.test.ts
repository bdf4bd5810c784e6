import { expect, test } from "vitest";
import { firstError } from "../../../../src/cli/jupyter/lab/rebuild-on-change.ts";

test.each([
  [
    "what esbuild cannot read",
    '✘ [ERROR] Expected identifier but found "="\n\n    src/index.ts:41:13:\n      41 │ export const = 3;\n' +
      "         ╵              ^\n\n✘ [ERROR] Another\n\n    src/other.ts:1:2:\n\nError: Build failed with 2 errors:\n",
    'src/index.ts:41:13: Expected identifier but found "="',
  ],
  [
    "what tsc objects to",
    "src/a b.ts(41,14): error TS2322: Type 'number' is not assignable to type 'string'.\nsrc/c.ts(1,2): error TS1: Another.\n",
    "src/a b.ts:41:14: TS2322: Type 'number' is not assignable to type 'string'.",
  ],
  [
    "anything else",
    "\nsomething\nError: ENOSPC: no space left on device\n\n",
    "Error: ENOSPC: no space left on device",
  ],
])("of the output of a build that failed, the first error and its place: %s", (_kind, output, said) => {
  expect(firstError(output)).toBe(said);
});
