import { describe, expect, it } from "vitest";
import { chapterPage } from "../../scripts/book/chapter-page.mjs";
import { mapLinks } from "../../scripts/book/links.mjs";
import { linkToBook, sourceLinks } from "../../scripts/book/pages.mjs";

describe("mapLinks", () => {
  it("maps the targets of links, pictures and attributes, and leaves code as it is", () => {
    const text =
      '[a](x.md) ![b](y.png) `[c](z.md)` <a href="w.md">d</a>\n\n```ts\nf[0](1); // [e](v.md)\n```\n\n[f](u.md#g)';
    expect(mapLinks(text, (target) => `<${target}>`)).toBe(
      '[a](<x.md>) ![b](<y.png>) `[c](z.md)` <a href="<w.md>">d</a>\n\n```ts\nf[0](1); // [e](v.md)\n```\n\n[f](<u.md#g>)',
    );
  });
});

it("leads links of the reference to source files to the site's pages of them, and leaves plain text where there is none", () => {
  const link = (file: string) => `<a href="../../../${file}#L7" class="external">${file}:7</a>`;
  const html = `<p>${link("src/a/b.ts")}, ${link("src/c.ts")}, <a href="../functions/f.html">f</a></p>`;
  expect(sourceLinks(html, "../../", (page) => page === "source/src/a/b-ts.html")).toBe(
    '<p><a href="../../source/src/a/b-ts.html" class="external">src/a/b.ts:7</a>, src/c.ts:7, <a href="../functions/f.html">f</a></p>',
  );
});

it("puts a link to the book at the top of a page of the reference, and refuses a page without a place for it", () => {
  const html = '<header><div id="tsd-toolbar-links"></div></header>';
  expect(linkToBook(html, "../../")).toBe(
    '<header><div id="tsd-toolbar-links"><a href="../../index.html">The book</a></div></header>',
  );
  expect(() => linkToBook("<header></header>", "../")).toThrow("no place for links");
});

describe("chapterPage", () => {
  const figure = { data: [{ x: [1], name: "a < b" }], layout: { width: 480 } };
  const png = Buffer.from("a picture").toString("base64");
  const output = {
    output_type: "display_data",
    data: { "application/vnd.plotly.v1+json": figure, "image/png": png, "text/plain": "a figure" },
    metadata: { "image/png": { alt: 'the "slope"', width: 480, height: 300 } },
  };
  const table = {
    output_type: "display_data",
    data: { "text/html": "<table></table>", "text/plain": "a table" },
    metadata: {},
  };
  const notebook = {
    metadata: { kernelspec: { name: "tslab" }, language_info: { name: "typescript" } },
    cells: [
      { cell_type: "markdown", id: "a", metadata: {}, source: "# 3. A title\n\nText." },
      { cell_type: "code", id: "b", metadata: {}, source: "show()", outputs: [output, table], execution_count: 1 },
      { cell_type: "markdown", id: "c", metadata: {}, source: "## Exercises\n\n**1.** …" },
    ],
  };
  const embedded = [{ id: "points", title: "Points", sentence: "Place points." }];
  const page = chapterPage(notebook, { name: "03-chapter", embedded, lab: true, mapLinks: (text) => text });
  const [title, code, knobs, exercises] = page.notebook.cells;

  it("says under the title where the chapter runs", () => {
    expect(title.source).toMatch(
      /^# 3\. A title\n\n<p class="chapter-links"><a [^>]*href="lab\/[^"]*path=03-chapter\.ipynb"/,
    );
  });

  it("shows a figure as a picture with its alternative text, beside the specification from which it becomes live", () => {
    const html = `${code.outputs?.[0].data?.["text/html"]}`;
    expect(Object.keys(code.outputs?.[0].data ?? {})).toEqual(["text/html"]);
    expect(html).toContain('alt="the &quot;slope&quot;" width="480" height="300"');
    expect(page.pictures.map(({ bytes }) => bytes.toString())).toEqual(["a picture"]);
    expect(html).toContain(page.pictures[0].file);
    const [, specification] = /<script type="application\/json">(.*)<\/script>/.exec(html) ?? [];
    expect(JSON.parse(specification)).toEqual(figure);
    expect(specification).not.toContain("<");
  });

  it("shows a table once, as a table", () => {
    expect(Object.keys(code.outputs?.[1].data ?? {})).toEqual(["text/html"]);
  });

  it("puts the explorables of the chapter before its exercises", () => {
    expect(knobs.source).toContain('src="explore/points.html?embed=1"');
    expect(exercises.source).toMatch(/^## Exercises/);
  });
});
