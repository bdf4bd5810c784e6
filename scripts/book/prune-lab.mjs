// Removes from a built JupyterLite the parts that the book does not use. They are loaded when something needs them, and take a third of
// its size.
import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * Extensions of JupyterLab that are turned off, and a text by which the scripts are known that only they load. Diagrams in Markdown are
 * Mermaid's, which has two parts; plots in the book are Plotly's.
 */
const UNUSED = {
  "@jupyterlab/mermaid-extension": [/registerLayoutLoaders/, /"elk\.layered"/],
  "@jupyterlab/vega5-extension": [/vega\.github/, /"vega-/],
};

/** To be named in the settings of the site. */
export const unusedExtensions = Object.keys(UNUSED);

/** A call of JupyterLite's loader for one script or several, of which all or none are wanted. */
const LOADS = /Promise\.all\(\[((?:[\w$]+\.e\("?\w+"?\),?)+)\]\)|[\w$]+\.e\("?\w+"?\)/g;
const LOAD = /\.e\("?(\w+)"?\)/g;

/**
 * @param {string} lab the folder of JupyterLite
 * @returns {number} how many bytes were removed
 * @throws Error where a part that should be removed is not found, as in another version of JupyterLite
 */
export function pruneLab(lab) {
  const build = join(lab, "build");
  const scripts = readdirSync(build).filter((name) => /^\d+\.\w+\.js$/.test(name));
  const byId = new Map(scripts.map((name) => [name.split(".")[0], name]));
  const texts = new Map(scripts.map((name) => [name, readFileSync(join(build, name), "utf8")]));
  const unused = new Set();
  for (const [extension, marks] of Object.entries(UNUSED)) {
    for (const mark of marks) {
      const found = scripts.filter((name) => mark.test(texts.get(name)));
      if (found.length === 0) throw new Error(`JupyterLite's build has no script with ${mark}, of ${extension}.`);
      for (const name of found) unused.add(name);
    }
  }
  // What the pages load, and what that loads in turn, but for what is unused.
  const wanted = new Set();
  const visit = (text) => {
    for (const [call] of text.matchAll(LOADS)) {
      const loaded = [...call.matchAll(LOAD)].map(([, id]) => byId.get(id)).filter((name) => name !== undefined);
      if (loaded.some((name) => unused.has(name))) continue;
      for (const name of loaded.filter((one) => !wanted.has(one))) {
        wanted.add(name);
        visit(texts.get(name));
      }
    }
  };
  const roots = readdirSync(build, { recursive: true, encoding: "utf8" });
  for (const name of roots.filter((name) => name.endsWith(".js") && !byId.has(name.split(".")[0]))) {
    visit(readFileSync(join(build, name), "utf8"));
  }
  let removed = 0;
  for (const name of scripts.filter((one) => !wanted.has(one))) {
    removed += statSync(join(build, name)).size;
    rmSync(join(build, name));
  }
  return removed;
}
