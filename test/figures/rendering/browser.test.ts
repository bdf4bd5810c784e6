import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  BrowserStartError,
  findBrowser,
  launchBrowser,
  NoBrowserError,
} from "../../../src/figures/rendering/browser.ts";
import { InputError } from "../../../src/numerics/input-error.ts";

// A project without the npm package that carries a browser.
const project = vi.hoisted(() => ({ root: "" }));
vi.mock(import("../../../src/project.ts"), async (original) => ({
  ...(await original()),
  projectRoot: () => project.root,
}));

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "scorebook-browser-"));
  project.root = folder;
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function program(name: string, content = "#!/bin/sh\n"): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  chmodSync(path, 0o755);
  return path;
}

test("the browser that CHROME_PATH names comes before any other", async () => {
  program("google-chrome");
  vi.stubEnv("PATH", folder);
  vi.stubEnv("CHROME_PATH", process.execPath);
  expect(await findBrowser()).toMatchObject({ executablePath: process.execPath, source: "CHROME_PATH" });
});

test("a CHROME_PATH that names no program is refused by name", async () => {
  vi.stubEnv("CHROME_PATH", join(folder, "nothing-here"));
  await expect(findBrowser()).rejects.toThrow(InputError);
  await expect(findBrowser()).rejects.toThrow(
    /^CHROME_PATH must be the path of Chrome or Chromium, not ".*nothing-here", which is no program/,
  );
});

test.runIf(process.platform === "linux")("an installed browser is found on PATH", async () => {
  const chromium = program("chromium");
  vi.stubEnv("CHROME_PATH", "");
  vi.stubEnv("PATH", folder);
  const found = await findBrowser();
  expect(found).toMatchObject({ executablePath: chromium, source: "installed" });
  expect(found.args).toContain("--disable-background-networking");
});

test.runIf(process.platform === "linux")("a script that calls a snap is passed over", async () => {
  program("chromium-browser", '#!/bin/sh\nexec /snap/bin/chromium "$@"\n');
  const edge = program("microsoft-edge-stable");
  vi.stubEnv("CHROME_PATH", "");
  vi.stubEnv("PATH", folder);
  expect(await findBrowser()).toMatchObject({ executablePath: edge });
});

test.runIf(process.platform === "linux")("without any browser it says in one sentence what to do", async () => {
  vi.stubEnv("CHROME_PATH", "");
  vi.stubEnv("PATH", folder);
  await expect(findBrowser()).rejects.toThrow(NoBrowserError);
  await expect(findBrowser()).rejects.toThrow(/install Chrome or Chromium, or set CHROME_PATH/);
});

test.runIf(process.platform === "linux")(
  "a browser that does not start for want of a library: which one, and the Debian package that brings it",
  async () => {
    const complaint =
      "error while loading shared libraries: libatk-1.0.so.0: cannot open shared object file: No such file or directory";
    const chrome = program("chrome", `#!/bin/sh\necho "$0: ${complaint}" >&2\nexit 127\n`);
    vi.stubEnv("CHROME_PATH", chrome);
    await expect(launchBrowser()).rejects.toThrow(BrowserStartError);
    await expect(launchBrowser()).rejects.toThrow(
      /^The browser .*chrome \(CHROME_PATH\) does not start: libatk-1\.0\.so\.0 is missing; on Debian and Ubuntu: apt install libatk1\.0-0(t64)?\.$/,
    );
  },
);

test.runIf(process.platform === "linux")("a browser that does not start for another reason: what it said", async () => {
  vi.stubEnv("CHROME_PATH", program("chrome", "#!/bin/sh\necho 'no usable sandbox' >&2\nexit 1\n"));
  await expect(launchBrowser()).rejects.toThrow(
    /^The browser .*chrome .* does not start \(no usable sandbox\); install/,
  );
});
