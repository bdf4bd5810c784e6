import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findPython } from "../../../../src/cli/jupyter/environment/python.ts";

// Stands in for Python with shell scripts, which Windows does not run.
describe.skipIf(process.platform === "win32")("finding Python", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "scorebook-python-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function python(name: string, version: number[], complete = true): Promise<string> {
    const file = join(folder, name);
    await mkdir(folder, { recursive: true });
    await writeFile(file, `#!/bin/sh\necho '${JSON.stringify({ version, complete })}'\n`);
    await chmod(file, 0o755);
    return file;
  }

  test("python3 where it is new enough, else python", async () => {
    await python("python", [3, 12, 0]);
    await python("python3", [3, 10, 0]);
    expect(await findPython({ PATH: folder })).toBe("python3");
    await python("python3", [3, 9, 18]);
    expect(await findPython({ PATH: folder })).toBe("python");
  });

  test("PYTHON goes before both, and is not passed over where it will not do", async () => {
    await python("python3", [3, 12, 0]);
    const named = await python("mine", [3, 14, 0]);
    expect(await findPython({ PATH: folder, PYTHON: named })).toBe(named);
    await python("mine", [3, 8, 2]);
    await expect(findPython({ PATH: folder, PYTHON: named })).rejects.toThrow(/^PYTHON: .* is Python 3\.8\.2.*3\.10/);
    await expect(findPython({ PATH: folder, PYTHON: join(folder, "none") })).rejects.toThrow(/cannot be run/);
  });

  test("one sentence for each thing that can be missing", async () => {
    await expect(findPython({ PATH: folder })).rejects.toThrow(/^No Python found: install Python 3\.10 or newer/);
    await python("python3", [3, 9, 2]);
    await expect(findPython({ PATH: folder })).rejects.toThrow(/"python3" is Python 3\.9\.2, and 3\.10 or newer is/);
    await python("python3", [3, 11, 2], false);
    await expect(findPython({ PATH: folder })).rejects.toThrow(/lacks the module venv .*apt install python3-venv/);
  });
});
