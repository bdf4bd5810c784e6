import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { projectRoot } from "../../project.ts";

/** The packages of npm that the fonts are in. */
export const fontPackages: readonly string[] = ["@fontsource/arimo", "@fontsource/noto-sans-math"];

// Greek is a file of its own; without the ranges the second file would replace the first.
const latin = "U+0000-02FF, U+1D00-1DBF, U+2000-20CF, U+2122, U+2191, U+2193, U+2212, U+2215";
const greek = "U+0370-03FF";
const faces: readonly [family: string, file: string, style: string, weight: number, range: string][] = [
  ["Arimo", "arimo/files/arimo-latin-400-normal", "normal", 400, latin],
  ["Arimo", "arimo/files/arimo-greek-400-normal", "normal", 400, greek],
  ["Arimo", "arimo/files/arimo-latin-400-italic", "italic", 400, latin],
  ["Arimo", "arimo/files/arimo-greek-400-italic", "italic", 400, greek],
  ["Arimo", "arimo/files/arimo-latin-700-normal", "normal", 700, latin],
  ["Arimo", "arimo/files/arimo-greek-700-normal", "normal", 700, greek],
  ["Noto Sans Math", "noto-sans-math/files/noto-sans-math-latin-400-normal", "normal", 400, "U+0-10FFFF"],
];

/** A font of figures, by its name in a style sheet and its file. */
export interface FontFile {
  readonly family: string;
  readonly style: string;
  readonly weight: number;
  /** The characters for which it is used. */
  readonly range: string;
  /** Path of the file, in the format woff2. */
  readonly path: string;
}

/** The fonts that figures are set in where the machine has no Arial: Arimo, whose widths are the same, and Noto Sans Math. */
export function fontFiles(): FontFile[] {
  const require = createRequire(join(projectRoot(), "package.json"));
  return faces.map(([family, file, style, weight, range]) => {
    return { family, style, weight, range, path: require.resolve(`@fontsource/${file}.woff2`) };
  });
}

/**
 * The page's fonts as a style sheet: Arimo under the name of Arial, whose widths it has. Pictures thus look the same whatever fonts
 * the drawing machine has, and a drawn SVG fits wherever Arial or a font of the same widths is installed.
 */
export function fontFaces(): string {
  return fontFiles()
    .map(({ family, style, weight, range, path }) => {
      const name = family === "Arimo" ? "Arial" : family;
      return `@font-face {
        font-family: "${name}"; font-style: ${style}; font-weight: ${weight}; unicode-range: ${range};
        src: url(data:font/woff2;base64,${readFileSync(path, "base64")}) format("woff2");
      }`;
    })
    .join("\n");
}
