import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../src/project.ts";

/** A chapter, read from its text twin. */
export interface ChapterText {
  readonly name: string;
  readonly text: string;
  /** The code cells in their order. */
  readonly cells: readonly string[];
  /** The code of the folded solutions in their order. */
  readonly solutions: readonly string[];
}

/** The chapters whose names begin with one of these numbers, such as "01". */
export function chapterTexts(numbers: readonly string[]): readonly ChapterText[] {
  const folder = join(projectRoot(), "notebooks");
  const files = readdirSync(folder).filter((file) => file.endsWith(".md") && numbers.includes(file.slice(0, 2)));
  return files.sort().map((file) => {
    const text = readFileSync(join(folder, file), "utf8");
    return {
      name: file.slice(0, -".md".length),
      text,
      cells: blocks(text, "typescript"),
      solutions: foldedParts(text).flatMap((part) => blocks(part, "ts")),
    };
  });
}

/** The parts that are folded under the word "Solution". */
export function foldedParts(text: string): string[] {
  return [...text.matchAll(/<details><summary>Solution<\/summary>([\s\S]*?)<\/details>/g)].map(([, part]) => part);
}

function blocks(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map(([, code]) => code);
}
