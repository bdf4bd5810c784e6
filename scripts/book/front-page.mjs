/**
 * A claim as it was measured.
 *
 * @typedef {{ id: string, title: string, source: string, chapter: string, verdict: string, checks: number, closest: number }} Verdict
 */

/** The chapter that each figure of the paper is in. */
const FIGURES = [
  ["05-vector-fields", "along and across"],
  ["05-vector-fields", "three points"],
  ["01-optimal-denoiser", "density and score"],
  ["03-contractive-optimum", "score estimates"],
  ["05-vector-fields", "the spiral"],
  ["07-sampling", "samples in R¹⁰"],
  ["08-spurious-maxima", "a false attractor"],
];

const RUN =
  '- **Run**: <a href="lab/index.html">all chapters in the browser</a>, with nothing to install: the page itself runs the code.\n';
const KNOBS =
  '- **Turn the knobs**: <a href="explore/index.html">pages</a> on which you type a density, place points, and watch a network learn.\n';

/**
 * The first page: what the book is, the seven figures, the verdicts, and the contents of the site.
 *
 * @param {object} from
 * @param {string[]} from.chapters
 * @param {string[]} from.documents pages
 * @param {string} from.readme whose first paragraph says what the project is
 * @param {string[]} from.figures names of files
 * @param {Verdict[]} from.verdicts
 * @param {{ id: string, title: string, sentence: string }[]} from.explorables
 * @param {boolean} from.lab
 */
export function frontPage({ chapters, documents, readme, figures, verdicts, explorables, lab }) {
  const [, introduction] = readme.split(/\n\n/);
  const held = verdicts.filter(({ verdict }) => verdict === "holds").length;
  const checks = verdicts.reduce((sum, one) => sum + one.checks, 0);
  return `# The executable edition

${introduction}

- **Read**: begin with [chapter 0](${chapters[0]}.ipynb). Figures become live where they are seen: sliders and zoom work on the page.
${lab ? RUN : ""}${explorables.length > 0 ? KNOBS : ""}- **Use**: the [command](docs/command.md) and the <a href="api/index.html">library</a> serve a density, a data set or a model of your own.

## The seven figures of the paper, computed anew

<div class="figure-gallery">
${figures.map((file, k) => galleryItem(file, k)).join("\n")}
</div>

## The verdicts

Each claim of the paper is measured: two sides of an identity that are computed in different ways, a rate of convergence, a distance. These ${checks} checks were measured when this site was built; ${held} of ${verdicts.length} claims hold. The last column says how much of its tolerance the closest check of a claim used.

| claim | of the paper | chapter | checks | verdict | of the tolerance |
|---|---|---|--:|---|--:|
${verdicts.map(verdictRow).join("\n")}

${toctree("Chapters", [`0. Start here <${chapters[0]}>`, ...chapters.slice(1)])}
${toctree("Documentation", documents)}`;
}

function galleryItem(file, k) {
  const [chapter, title] = FIGURES[k];
  return (
    `<a href="${chapter}.html"><img src="_static/figures/${file}" alt="Figure ${k + 1} of the paper: ${title}" loading="lazy">` +
    `<span>${k + 1}. ${title}</span></a>`
  );
}

function verdictRow({ id, title, source, chapter, verdict, checks, closest }) {
  const link = `[${Number(chapter.slice(0, 2))}](${chapter}.ipynb)`;
  return `| **${id.toUpperCase()}** ${title} | ${source} | ${link} | ${checks} | ${verdict} | ${(100 * closest).toFixed(0)} % |`;
}

function toctree(caption, pages) {
  return `\`\`\`{toctree}
:hidden:
:caption: ${caption}

${pages.join("\n")}
\`\`\`
`;
}
