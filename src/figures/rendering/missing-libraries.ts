import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Libraries whose Debian package is not named after them. */
const packages: Readonly<Record<string, string>> = {
  "libnssutil3.so": "libnss3",
  "libsmime3.so": "libnss3",
  "libssl3.so": "libnss3",
  "libplc4.so": "libnspr4",
  "libplds4.so": "libnspr4",
  "libglib-2.0.so.0": "libglib2.0-0",
  "libgio-2.0.so.0": "libglib2.0-0",
  "libgobject-2.0.so.0": "libglib2.0-0",
  "libgmodule-2.0.so.0": "libglib2.0-0",
  "libatk-1.0.so.0": "libatk1.0-0",
  "libatk-bridge-2.0.so.0": "libatk-bridge2.0-0",
  "libatspi.so.0": "libatspi2.0-0",
  "libgdk-3.so.0": "libgtk-3-0",
  "libharfbuzz.so.0": "libharfbuzz0b",
  "libjpeg.so.62": "libjpeg62-turbo",
  "libxml2.so.2": "libxml2",
  "libz.so.1": "zlib1g",
  "libGLESv2.so.2": "libgles2",
  "libm.so.6": "libc6",
  "libdl.so.2": "libc6",
  "libpthread.so.0": "libc6",
  "librt.so.1": "libc6",
};

/** Packages that Debian 13 and Ubuntu 24.04 renamed when times became 64 bits long. */
const renamed = [
  ...["libasound2", "libatk1.0-0", "libatk-bridge2.0-0", "libatspi2.0-0", "libcups2", "libcurl4", "libglib2.0-0"],
  ...["libevent-2.1-7", "libgtk-3-0", "libpng16-16"],
];

/**
 * The Debian package that contains a shared library: `libXcomposite.so.1` is in libxcomposite1, `libdbus-1.so.3` in
 * libdbus-1-3, according to Debian's policy (section 8.1), with the exceptions above.
 * @param release the text of /etc/os-release
 */
export function debianPackage(library: string, release: string): string {
  const [, stem, version] = /^(.+?)\.so(?:\.(.+))?$/.exec(library) ?? ["", library, undefined];
  const name = stem.toLowerCase().replaceAll("_", "-");
  const separator = /\d$/.test(name) && version !== undefined ? "-" : "";
  const byPolicy = packages[library] ?? `${name}${separator}${version ?? ""}`;
  return renamed.includes(byPolicy) && hasLongTimes(release) ? `${byPolicy}t64` : byPolicy;
}

function hasLongTimes(release: string): boolean {
  const field = (name: string): string => new RegExp(`^${name}="?([^"\n]*)`, "m").exec(release)?.[1] ?? "";
  const version = Number.parseFloat(field("VERSION_ID"));
  return (field("ID") === "debian" && !(version < 13)) || (field("ID") === "ubuntu" && !(version < 24.04));
}

/**
 * The shared libraries that a program lacks: the one that the loader names in `output`, which is only the first missing one,
 * and all that `ldd` does not find.
 * @param program the program that was started, which may be a script that starts another
 */
export function missingLibraries(program: string, output: string, env: NodeJS.ProcessEnv): string[] {
  const complaints = [...output.matchAll(/(\/\S+): error while loading shared libraries: ([^\s:]+):/g)];
  const programs = new Set([program, ...complaints.map(([, path]) => path)]);
  const missing = [...programs].flatMap((path) => {
    const listed = spawnSync("ldd", [path], { encoding: "utf8", env }).stdout ?? "";
    return [...listed.matchAll(/^\s*(\S+) => not found/gm)].map(([, library]) => library);
  });
  return [...new Set([...complaints.map(([, , library]) => library), ...missing])];
}

/** The missing library and the remedy, e.g. "libnss3.so is missing; on Debian and Ubuntu: apt install libnss3". */
export function adviceOnLibraries(libraries: readonly string[]): string {
  let release = "";
  try {
    release = readFileSync("/etc/os-release", "utf8");
  } catch {
    // For a Linux without a stated release, the names of Debian 12 are used.
  }
  const names = [...new Set(libraries.map((library) => debianPackage(library, release)))];
  const are = libraries.length === 1 ? "is" : "are";
  return `${libraries.join(", ")} ${are} missing; on Debian and Ubuntu: apt install ${names.join(" ")}`;
}
