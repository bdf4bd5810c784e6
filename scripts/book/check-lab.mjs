// Runs the chapters in the JupyterLite of the site, in a headless browser that can reach nothing else, and compares the results with the
// committed ones: `node scripts/book/check-lab.mjs [chapters] [firefox]`. Exit status 1 where one fails or differs.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { serve } from "./serve.mjs";

/**
 * @param {object} where
 * @param {string} where.site
 * @param {string} where.root
 * @param {string} [where.only] numbers or names of chapters, separated by commas; default: all
 * @param {boolean} [where.firefox] whether the browser is the Firefox of the system; default: the project's Chromium
 * @returns {Promise<boolean>} whether all results agree
 */
export async function checkLab({ site, root, only, firefox = false }) {
  const server = await serve(site);
  try {
    const program = join(root, "dist", "cli", "check-book-lab.js");
    const browser = firefox ? "firefox" : "chromium";
    // Node 20 has WebSocket behind this option, and Node 22 without.
    const parameters = ["--experimental-websocket", program, server.address, site, browser, ...(only ? [only] : [])];
    const [status] = await once(spawn(process.execPath, parameters, { stdio: "inherit" }), "exit");
    return status === 0;
  } finally {
    await server.close();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
  if (
    !(await checkLab({ site: join(root, "site"), root, only: process.argv[2], firefox: process.argv[3] === "firefox" }))
  )
    process.exitCode = 1;
}
