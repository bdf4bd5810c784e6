import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { projectRoot } from "../../../src/project.ts";

interface ListedPage {
  readonly id: string;
  readonly title: string;
  readonly sentence: string;
  readonly chapters: readonly { readonly file: string; readonly title: string }[];
}

const folder = join(projectRoot(), "book", "explore");
const pages: readonly ListedPage[] = JSON.parse(readFileSync(join(folder, "pages.json"), "utf8"));

describe.each(pages)("the explorable $id", ({ id, sentence, chapters }) => {
  test("says in one sentence what it is", () => {
    expect(sentence).toMatch(/^[A-Z][^.]+\.$/);
  });

  test("leads to chapters that there are, by their titles", () => {
    expect(chapters.length).toBeGreaterThan(0);
    for (const { file, title } of chapters) {
      const [heading] = /^# .+$/m.exec(readFileSync(join(projectRoot(), "notebooks", `${file}.md`), "utf8")) ?? [];
      expect(heading).toBe(`# ${title}`);
    }
  });

  test("has a description for those who do not see them, of each of its pictures", () => {
    const html = readFileSync(join(folder, id, `${id}.html`), "utf8");
    const canvases = [...html.matchAll(/<canvas[^>]*>/g)].map(([tag]) => tag);
    expect(canvases.length).toBeGreaterThan(0);
    for (const tag of canvases) {
      expect(tag).toMatch(/ role="img" aria-label="[^"]{20,}" aria-describedby="sentence"/);
    }
    expect(existsSync(join(folder, id, `${id}-page.ts`))).toBe(true);
  });
});
