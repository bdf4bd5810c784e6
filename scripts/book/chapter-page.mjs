// A chapter as Sphinx reads it: its notebook with the outputs that a page shows.

const PLOTLY = "application/vnd.plotly.v1+json";

/**
 * A notebook as a page: links led to pages; figures as pictures of their own, which become live when they are seen; above it how to
 * run it, and before its exercises the explorables that belong to it.
 *
 * @param {object} notebook as nbformat 4 has it
 * @param {object} about
 * @param {string} about.name of the chapter
 * @param {{ id: string, title: string, sentence: string }[]} about.embedded explorables
 * @param {boolean} about.lab whether the site has JupyterLite
 * @param {(markdown: string) => string} about.mapLinks
 * @returns {{ notebook: object, pictures: { file: string, bytes: Buffer }[] }}
 */
export function chapterPage(notebook, { name, embedded, lab, mapLinks }) {
  const pictures = [];
  const cells = notebook.cells.flatMap((cell, index) => {
    const source = textOf(cell.source);
    if (cell.cell_type === "markdown") {
      const text = mapLinks(source);
      const shown = index === 0 ? text.replace(/^(# .*)$/m, `$1\n\n${linksOf(name, lab)}`) : text;
      const page = { ...cell, source: shown };
      return /^## Exercises/m.test(text) && embedded.length > 0 ? [knobs(embedded), page] : [page];
    }
    const outputs = cell.outputs.map((output, k) => {
      const figure = output.data?.[PLOTLY];
      if (!figure) return withoutPlainText(output);
      const file = `${name}-${index}-${k}.png`;
      pictures.push({ file, bytes: Buffer.from(textOf(output.data["image/png"]), "base64") });
      return {
        ...output,
        metadata: {},
        data: { "text/html": figureHtml(figure, output.metadata?.["image/png"], file) },
      };
    });
    return [{ ...cell, outputs }];
  });
  const { kernelspec, language_info } = notebook.metadata;
  const metadata = { kernelspec, language_info: { ...language_info, pygments_lexer: "typescript" } };
  return { notebook: { ...notebook, metadata, cells }, pictures };
}

/** Where a chapter can be run, and where its text is. */
function linksOf(name, lab) {
  const run = `<a class="run-chapter" href="lab/notebooks/index.html?path=${name}.ipynb">Run this chapter in the browser</a>`;
  const links = [
    ...(lab ? [run] : []),
    `<a href="${lab ? "lab/files" : "_static/notebooks"}/${name}.ipynb" download>Download the notebook</a>`,
    `<a href="_static/notebooks/${name}.md" download>Download it as text</a>`,
  ];
  return `<p class="chapter-links">${links.join(" ")}</p>`;
}

/** A cell with explorables, which are loaded when they come into view. */
function knobs(embedded) {
  const frames = embedded.map(
    ({ id, title, sentence }) =>
      `<p>${sentence} <a href="explore/${id}.html">On a page of its own</a></p>\n` +
      `<iframe class="explorable" src="explore/${id}.html?embed=1" title="${title}" loading="lazy"></iframe>`,
  );
  return {
    cell_type: "markdown",
    id: `explore-${embedded[0].id}`,
    metadata: {},
    source: `## Turn the knobs\n\n${frames.join("\n")}`,
  };
}

/** A figure: its picture at once, and the specification from which it becomes live. */
function figureHtml(figure, { alt = "", width, height } = {}, file) {
  const specification = JSON.stringify(figure).replaceAll("<", "\\u003c");
  const size = width && height ? ` width="${width}" height="${height}"` : "";
  return (
    `<figure class="live-figure" role="figure" aria-label="${attribute(alt)}">` +
    `<img src="_static/pictures/${file}" alt="${attribute(alt)}"${size} loading="lazy">` +
    `<script type="application/json">${specification}</script></figure>`
  );
}

/** Of an output that a page can show in a richer way, that way alone. */
function withoutPlainText(output) {
  if (!output.data || !("text/html" in output.data || "text/latex" in output.data)) return output;
  const { "text/plain": _, ...data } = output.data;
  return { ...output, data };
}

function textOf(source) {
  return Array.isArray(source) ? source.join("") : source;
}

function attribute(text) {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
