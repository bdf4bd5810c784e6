// What Sphinx reads: the chapters, the docs and the sources that they link to, in a folder laid out like the site.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, extname, join, posix } from "node:path";
import { chapterPage } from "./chapter-page.mjs";
import { frontPage } from "./front-page.mjs";
import { mapLinks } from "./links.mjs";

/** The pages besides the chapters, in the order of the side bar: the file in the project, and its page. */
const DOCUMENTS = {
  "docs/command.md": "docs/command",
  "docs/check.md": "docs/check",
  "docs/sweeps.md": "docs/sweeps",
  "docs/accuracy.md": "docs/accuracy",
  "docs/benchmarks.md": "docs/benchmarks",
  "docs/claims.md": "docs/claims",
  "docs/troubleshooting.md": "docs/troubleshooting",
  "docs/design.md": "docs/design",
  "studies/README.md": "docs/studies",
  "fixtures/README.md": "docs/fixtures",
  "notebooks/data/README.md": "docs/data",
  "packages/jupyterlite-typescript-kernel/README.md": "docs/kernel",
  "CONTRIBUTING.md": "docs/contributing",
  "CHANGELOG.md": "docs/changelog",
};

/** Names of Pygments' lexers for the files that have one. */
const LANGUAGES = {
  ".ts": "typescript",
  ".mjs": "javascript",
  ".js": "javascript",
  ".py": "python",
  ".json": "json",
  ".yaml": "yaml",
  ".yml": "yaml",
  ".sh": "bash",
};

/** A text of more characters is not shown as a page. */
const LONGEST = 400_000;

/**
 * Writes what Sphinx reads.
 *
 * @param {object} from
 * @param {string} from.root the project's folder
 * @param {string} from.source the folder to write, in the place of what is there
 * @param {import("./front-page.mjs").Verdict[]} from.verdicts as measured now
 * @param {{ id: string, title: string, sentence: string, chapters: { file: string }[] }[]} from.explorables pages of explore/
 * @param {boolean} from.lab whether the site has JupyterLite
 * @returns {string[]} the chapters' names
 */
export function writeSources({ root, source, verdicts, explorables, lab }) {
  rmSync(source, { recursive: true, force: true });
  mkdirSync(source, { recursive: true });
  const chapters = chapterNames(root);
  const documents = Object.fromEntries(Object.entries(DOCUMENTS).filter(([file]) => existsSync(join(root, file))));
  const pages = new Pages(root, source, { ...documents, "README.md": "index" });

  for (const name of chapters) {
    const notebook = JSON.parse(readFileSync(join(root, "notebooks", `${name}.ipynb`), "utf8"));
    const embedded = explorables.filter((one) => one.chapters.some(({ file }) => file === name));
    const page = chapterPage(notebook, {
      name,
      embedded,
      lab,
      mapLinks: (text) => pages.relink(text, "notebooks", name),
    });
    for (const { file, bytes } of page.pictures) write(join(source, "_static", "pictures", file), bytes);
    write(join(source, `${name}.ipynb`), JSON.stringify(page.notebook));
    copyInto(join(source, "_static", "notebooks"), join(root, "notebooks", `${name}.md`));
    if (!lab) copyInto(join(source, "_static", "notebooks"), join(root, "notebooks", `${name}.ipynb`));
  }
  for (const [file, page] of Object.entries(documents)) {
    const text = readFileSync(join(root, file), "utf8");
    write(join(source, `${page}.md`), pages.relink(text, posix.dirname(file), page));
  }
  const figures = readdirSync(join(root, "figures")).filter((name) => /^figure-\d\.png$/.test(name));
  for (const name of figures) copyInto(join(source, "_static", "figures"), join(root, "figures", name));
  const readme = pages.relink(readFileSync(join(root, "README.md"), "utf8"), ".", "index");
  write(
    join(source, "index.md"),
    frontPage({ chapters, documents: Object.values(documents), readme, figures, verdicts, explorables, lab }),
  );
  pages.writeLinked();
  return chapters;
}

/** The names of the chapters, in their order. */
export function chapterNames(root) {
  return readdirSync(join(root, "notebooks"))
    .filter((name) => /^\d\d-.*\.ipynb$/.test(name))
    .map((name) => basename(name, ".ipynb"))
    .sort();
}

/** Which page each file of the project has, and what has been linked to. */
class Pages {
  /** @type {Map<string, string>} pages of the files and folders that were linked to, by their path in the project */
  #linked = new Map();

  /** @param {string} root @param {string} source @param {Record<string, string>} documents */
  constructor(root, source, documents) {
    this.root = root;
    this.source = source;
    this.documents = documents;
  }

  /**
   * The text of a Markdown file with its links to files of the project led to their pages.
   *
   * @param {string} text
   * @param {string} folder of the file, from the project's
   * @param {string} page of the file
   */
  relink(text, folder, page) {
    return mapLinks(text, (target) => this.#resolve(target, folder, page));
  }

  /** Writes a page for each file and folder of the project that a page links to. */
  writeLinked() {
    // A page of a folder links to those of its files that have a page.
    for (const [path, page] of [...this.#linked]) {
      if (statSync(join(this.root, path)).isDirectory()) this.#writeFolder(path, page);
    }
    for (const [path, page] of this.#linked) {
      if (statSync(join(this.root, path)).isFile()) this.#writeFile(path, page);
    }
  }

  #resolve(target, folder, page) {
    if (/^[a-z][a-z0-9+.-]*:/i.test(target) || target.startsWith("#")) return target;
    const [file, anchor] = target.split("#");
    const path = posix.normalize(posix.join(folder, decodeURI(file))).replace(/\/$/, "");
    const to = this.#pageOf(path);
    const relative = posix.relative(posix.dirname(page), to);
    return anchor === undefined ? relative : `${relative}#${anchor}`;
  }

  /** The file of Sphinx's that a path of the project has become. */
  #pageOf(path) {
    const chapter = /^notebooks\/(\d\d-[^/]*)\.(?:ipynb|md)$/.exec(path);
    if (chapter) return `${chapter[1]}.ipynb`;
    if (Object.hasOwn(this.documents, path)) return `${this.documents[path]}.md`;
    const figure = /^figures\/(figure-\d\.png)$/.exec(path);
    if (figure) return `_static/figures/${figure[1]}`;
    if (/\.(png|svg|pdf|csv)$/.test(path)) {
      copyInto(join(this.source, "_static", "files", posix.dirname(path)), join(this.root, path));
      return `_static/files/${path}`;
    }
    if (!existsSync(join(this.root, path))) throw new Error(`A page links to ${path}, which does not exist.`);
    this.#linked.set(path, `source/${path === "." ? "index" : path.replaceAll(".", "-")}`);
    return `${this.#linked.get(path)}.md`;
  }

  #writeFile(path, page) {
    const text = readFileSync(join(this.root, path), "utf8");
    const title = `# ${path}`;
    const meta = "---\norphan: true\nnosearch: true\n---";
    if (text.length > LONGEST) {
      write(
        join(this.source, `${page}.md`),
        `${meta}\n\n${title}\n\nThe file has ${text.length} characters and is not shown.\n`,
      );
      return;
    }
    const fence = "`".repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)));
    const language = LANGUAGES[extname(path)] ?? "text";
    write(join(this.source, `${page}.md`), `${meta}\n\n${title}\n\n${fence}${language}\n${text}\n${fence}\n`);
  }

  #writeFolder(path, page) {
    const rows = readdirSync(join(this.root, path), { withFileTypes: true })
      .filter(({ name }) => !/^(node_modules|dist|\..*)$/.test(name))
      .map((entry) => {
        const child = posix.join(path, entry.name);
        if (!this.#linked.has(child)) return `- \`${entry.name}\``;
        return `- [${entry.name}](${posix.relative(posix.dirname(page), `${this.#linked.get(child)}.md`)})`;
      });
    const text = `---\norphan: true\nnosearch: true\n---\n\n# ${path}\n\n${rows.join("\n")}\n`;
    write(join(this.source, `${page}.md`), text);
  }
}

function write(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

function copyInto(folder, file) {
  mkdirSync(folder, { recursive: true });
  copyFileSync(file, join(folder, basename(file)));
}
