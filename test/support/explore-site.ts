import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { buildExplore } from "../../scripts/book/explore.mjs";
import { serve } from "../../scripts/book/serve.mjs";
import { launchBrowser } from "../../src/figures/rendering/browser.ts";
import { projectRoot } from "../../src/project.ts";

/** The explorable pages, built and served, and a browser to look at them. */
export class ExploreSite {
  /** What pages asked for beyond the site, and what they complained of. */
  readonly outside: string[] = [];
  readonly complaints: string[] = [];
  readonly browser: Browser;
  readonly #folder: string;
  readonly #server: Awaited<ReturnType<typeof serve>>;

  private constructor(folder: string, server: Awaited<ReturnType<typeof serve>>, browser: Browser) {
    this.#folder = folder;
    this.#server = server;
    this.browser = browser;
  }

  static async build(): Promise<ExploreSite> {
    const folder = mkdtempSync(join(tmpdir(), "scorebook-explore-"));
    await buildExplore({ site: folder, root: projectRoot() });
    return new ExploreSite(folder, await serve(folder), await launchBrowser());
  }

  /** The address of the folder of the pages. */
  get base(): string {
    return `${this.#server.address}explore`;
  }

  /** Opens a page, with all of the network but the site blocked, and waits for its first picture. */
  async open(address: string): Promise<Page> {
    const page = await this.browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.on("console", (message) => {
      const type = message.type();
      if (type === "error" || type === "warning") this.complaints.push(`${address}: ${message.text()}`);
    });
    page.on("pageerror", (error) => this.complaints.push(`${address}: ${error.message}`));
    await page.route("**", (route) => {
      const url = route.request().url();
      if (url.startsWith(this.base) || url.startsWith("data:")) return route.continue();
      this.outside.push(url);
      return route.abort();
    });
    await page.goto(`${this.base}/${address}`);
    // A claim takes some seconds to measure.
    await page.waitForFunction("window.scorebookState?.drawings > 0", null, { timeout: 120_000 });
    return page;
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.#server.close();
    rmSync(this.#folder, { recursive: true });
  }
}
