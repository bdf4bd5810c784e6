import { type ChildProcess, execFile, spawnSync } from "node:child_process";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
} from "node:fs";
import { rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { Socket } from "node:net";
import { delimiter, join } from "node:path";
import { promisify, stripVTControlCharacters } from "node:util";
import type { Browser } from "playwright-core";
import { InputError } from "../../numerics/input-error.ts";
import { installCommand, packageFolder } from "../../optional-packages.ts";
import { cacheFolder, projectRoot } from "../../project.ts";
import { adviceOnLibraries, missingLibraries } from "./missing-libraries.ts";

/** A Chrome or Chromium on this machine, and how to start it. */
export interface BrowserLocation {
  readonly executablePath: string;
  /** Further command-line arguments that it needs, apart from `--headless`. */
  readonly args: string[];
  /** The origin of the browser, in words: "CHROME_PATH", "installed", "@sparticuz/chromium 147.0.0". */
  readonly source: string;
  /** Environment variables that it needs in addition to this process's own. */
  readonly env: Record<string, string>;
}

/** There is no browser on this machine; the message is one sentence that says what to do. */
export class NoBrowserError extends Error {
  override readonly name = "NoBrowserError";
}

/** There is a browser, and it does not start; the message is one sentence that says why and what to do. */
export class BrowserStartError extends Error {
  override readonly name = "BrowserStartError";
}

/** Milliseconds after which a browser that has not answered is given up. */
const startTime = 60_000;

// It shows only pages of this project. It may therefore run as root in a container, where Chrome's sandbox does not work, and it
// needs no network.
const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-quic",
  "--disable-sync",
  "--no-first-run",
  "--font-render-hinting=none",
];

/**
 * The browser that draws the figures: the one `CHROME_PATH` names, else an installed Chrome, Chromium or Edge, else (on
 * Linux x64) the one in the npm package `@sparticuz/chromium`, unpacked on first use.
 *
 * @throws NoBrowserError where there is none
 * @throws InputError where `CHROME_PATH` names no program
 */
export async function findBrowser(): Promise<BrowserLocation> {
  const named = process.env.CHROME_PATH;
  if (named) {
    if (!isProgram(named)) {
      throw new InputError({
        argument: "CHROME_PATH",
        allowed: "the path of Chrome or Chromium",
        problem: `"${named}", which is no program`,
      });
    }
    return { executablePath: named, args: [...args], source: "CHROME_PATH", env: {} };
  }
  const installed = usualPlaces().find((path) => isProgram(path) && !isSnap(path));
  if (installed) return { executablePath: installed, args: [...args], source: "installed", env: {} };
  const bundlesRun = process.platform === "linux" && process.arch === "x64";
  const bundled = bundlesRun ? await bundledBrowser() : undefined;
  if (bundled) return bundled;
  const bundle = "@sparticuz/chromium";
  const orPackage = bundlesRun && !packageFolder(bundle) ? `, or run \`${installCommand([bundle])}\`` : "";
  throw new NoBrowserError(
    `No browser to draw figures with: install Chrome or Chromium, or set CHROME_PATH to the path of one${orPackage}.`,
  );
}

export interface LaunchOptions {
  /**
   * True in a process that lives on for other reasons, as a Jupyter kernel does: SIGINT there is an interrupt that ends
   * neither the process nor the browser, and the browser does not keep the process from ending. Default false.
   */
  readonly background?: boolean;
}

/**
 * Starts the browser that `findBrowser()` finds, headless. The browser ends with this process, in whatever way the process ends.
 *
 * @throws NoBrowserError where there is none
 * @throws BrowserStartError where it does not start, with the libraries that it lacks
 */
export async function launchBrowser(options: LaunchOptions = {}): Promise<Browser> {
  const location = await findBrowser();
  const { executablePath, args, env } = location;
  // An import would first search its 4 MB for the names of its exports.
  const { chromium }: typeof import("playwright-core") = createRequire(import.meta.url)("playwright-core");
  const { background = false } = options;
  const children: ChildProcess[] = [];
  const onSpawn = (message: unknown): void => {
    children.push((message as { process: ChildProcess }).process);
  };
  subscribe("child_process", onSpawn);
  try {
    const browser = await chromium.launch({
      executablePath,
      args,
      env: { ...process.env, ...env },
      handleSIGINT: !background,
      handleSIGTERM: !background,
      handleSIGHUP: !background,
      timeout: startTime,
    });
    if (background) children.filter((child) => child.spawnfile === executablePath).forEach(letGo);
    return browser;
  } catch (error) {
    throw new BrowserStartError(whyNotStarted(location, error instanceof Error ? error.message : String(error)));
  } finally {
    unsubscribe("child_process", onSpawn);
  }
}

/** @param report Playwright's message, which contains the browser's own messages */
function whyNotStarted({ executablePath, source, env }: BrowserLocation, report: string): string {
  const browser = `The browser ${executablePath} (${source}) does not start`;
  const libraries =
    process.platform === "linux" ? missingLibraries(executablePath, report, { ...process.env, ...env }) : [];
  if (libraries.length > 0) return `${browser}: ${adviceOnLibraries(libraries)}.`;
  const said = stripVTControlCharacters(report)
    .split("\n")
    .map((line) => /\[err\] (.*\S)/.exec(line)?.[1])
    .filter((line) => line !== undefined);
  const reason = said.at(-1) ?? report.split("\n")[0].replace(/^\w+\.launch: /, "");
  return `${browser} (${reason.replace(/\.$/, "")}); install another Chrome or Chromium, or set CHROME_PATH to the path of one.`;
}

/** Makes Node wait neither for the process nor for its pipes. Playwright ends the process when this one exits. */
function letGo(child: ChildProcess): void {
  child.unref();
  for (const stream of child.stdio) if (stream instanceof Socket) stream.unref();
}

function usualPlaces(): string[] {
  if (process.platform === "darwin") {
    const applications = ["/Applications", join(process.env.HOME ?? "", "Applications")];
    return applications.flatMap((folder) =>
      ["Google Chrome", "Chromium", "Microsoft Edge"].map((name) => join(folder, `${name}.app/Contents/MacOS/${name}`)),
    );
  }
  if (process.platform === "win32") {
    const { LOCALAPPDATA, PROGRAMFILES, "PROGRAMFILES(X86)": programFilesX86 } = process.env;
    const folders = [PROGRAMFILES, programFilesX86, LOCALAPPDATA].filter((folder) => folder !== undefined);
    const programs = ["Google/Chrome/Application/chrome.exe", "Chromium/Application/chrome.exe"];
    programs.push("Microsoft/Edge/Application/msedge.exe");
    return programs.flatMap((program) => folders.map((folder) => join(folder, program)));
  }
  const names = ["google-chrome-stable", "google-chrome", "chromium", "chromium-browser", "microsoft-edge-stable"];
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Ubuntu's chromium is a snap, which can read only its own files; /usr/bin/chromium-browser is a script that calls it. */
function isSnap(path: string): boolean {
  if (process.platform !== "linux") return false;
  const program = realpathSync(path);
  if (program.includes("/snap")) return true;
  return statSync(program).size < 65536 && readFileSync(program, "latin1").includes("/snap/");
}

/**
 * The Chromium of `@sparticuz/chromium`, unpacked (in about 2 s) into node_modules/.cache. The package unpacks into the
 * temporary folder under a fixed name, where two processes would disturb each other and an interrupted one would leave an incomplete
 * program. Therefore a process of its own unpacks it into a folder of its own, which is renamed when it is complete.
 */
async function bundledBrowser(): Promise<BrowserLocation | undefined> {
  const require = createRequire(join(projectRoot(), "package.json"));
  const name = join("@sparticuz", "chromium");
  let entry: string;
  try {
    entry = require.resolve("@sparticuz/chromium");
  } catch {
    return undefined;
  }
  const home = entry.slice(0, entry.lastIndexOf(name) + name.length);
  const version: string = JSON.parse(readFileSync(join(home, "package.json"), "utf8")).version;
  const cache = cacheFolder(projectRoot());
  const folder = join(cache, `chromium-${version}`);
  if (!existsSync(folder)) {
    mkdirSync(cache, { recursive: true });
    await removeInterrupted(cache);
    const unpacking = mkdtempSync(join(cache, "unpacking-"));
    try {
      await unpack(unpacking);
      // If another process was faster, its folder is there already and serves equally well.
      await rename(unpacking, folder).catch((error) => {
        if (!existsSync(folder)) throw error;
      });
    } finally {
      await rm(unpacking, { recursive: true, force: true });
    }
  }
  const libraries = join(folder, "al2023", "lib");
  return {
    executablePath: join(folder, "chromium"),
    args: [...args],
    source: `@sparticuz/chromium ${version}`,
    env: existsSync(libraries) ? { LD_LIBRARY_PATH: libraries } : {},
  };
}

/** Removes folders older than an hour: processes that were killed during the few seconds of unpacking left them. */
async function removeInterrupted(cache: string): Promise<void> {
  for (const name of readdirSync(cache).filter((name) => name.startsWith("unpacking-"))) {
    const folder = join(cache, name);
    const age = Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (age > 3_600_000) await rm(folder, { recursive: true, force: true });
  }
}

async function unpack(folder: string): Promise<void> {
  const script = `await (await import("@sparticuz/chromium")).default.executablePath()`;
  // AWS_LAMBDA_JS_RUNTIME makes the package unpack the libraries a bare container lacks (nss, nspr, expat) too.
  await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: projectRoot(),
    env: { ...process.env, TMPDIR: folder, AWS_LAMBDA_JS_RUNTIME: "nodejs20.x" },
  });
  // The machine's own libraries are preferred where it has them.
  const startsAlone = spawnSync(join(folder, "chromium"), ["--version"], { stdio: "ignore" }).status === 0;
  if (startsAlone) await rm(join(folder, "al2023"), { recursive: true });
}
