// The licences of the packages that the build bundles: dist/THIRD-PARTY-NOTICES.txt, which the package takes along.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The npm packages that bundles consist of, in the order of the alphabet.
 * @param {readonly import("esbuild").Metafile[]} metafiles of the bundles
 * @returns {string[]} their folders, relative to the project
 */
export function bundledPackages(metafiles) {
  const folders = metafiles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap(({ inputs }) =>
      Object.entries(inputs)
        .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
        .flatMap(([path]) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []),
    ),
  );
  return [...new Set(folders)].sort();
}

/**
 * The text of the notices: name, version and licence of each package, with the text of the licence; packages with the same text share it.
 * @param {string} root the project's folder
 * @param {readonly string[]} folders of packages, relative to it
 * @param {string} [place] what contains the code
 * @throws {Error} for a package that names no licence
 */
export function notices(root, folders, place = "dist/") {
  const packagesByText = new Map();
  for (const folder of folders) {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
    if (typeof license !== "string") throw new Error(`${folder}/package.json names no licence; it must not be bundled`);
    const text = licenceTexts(join(root, folder)).join("\n\n");
    packagesByText.set(text, [...(packagesByText.get(text) ?? []), `${name} ${version} (${license})`]);
  }
  const head = `${place} contains code of the following packages, each under its own licence.`;
  const parts = [...packagesByText].map(([text, packages]) => [packages.join("\n"), text].filter(Boolean).join("\n\n"));
  return `${[head, ...parts].join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}

/** The files LICENSE, LICENCE, COPYING and NOTICE of a package. */
function licenceTexts(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^(licen[cs]e|copying|notice)(\.\w+)?$/i.test(name))
    .sort()
    .map((name) => readFileSync(join(folder, name), "utf8").trim());
}
