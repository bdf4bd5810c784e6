import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ChainsNumbers, numbersOf, startRunning } from "../../book/explore/chains/chains-numbers.ts";
import { chainsFields } from "../../book/explore/chains/chains-state.ts";
import { measureClaim } from "../../book/explore/claim/claim-numbers.ts";
import { densityNumbers } from "../../book/explore/density/density-numbers.ts";
import { densityFields } from "../../book/explore/density/density-state.ts";
import { startSession } from "../../book/explore/network/network-numbers.ts";
import { networkFields } from "../../book/explore/network/network-state.ts";
import { mergingOf, pointsNumbers } from "../../book/explore/points/points-numbers.ts";
import { pointsFields } from "../../book/explore/points/points-state.ts";
import { readAddress } from "../../book/explore/shared/address.ts";
import type { ClaimReport } from "../../src/claims/claim-report.ts";
import { runCopiedCommands } from "../support/copied-code.ts";
import { ExploreSite } from "../support/explore-site.ts";
import { needFreshDist } from "../support/fresh-dist.ts";

needFreshDist();

let site: ExploreSite;
let browser: Browser;

beforeAll(async () => {
  site = await ExploreSite.build();
  browser = site.browser;
});

afterAll(() => site?.close());

/** What the page says of itself, with its arrays as plain ones. */
async function published<Numbers>(
  page: Page,
): Promise<{ state: Record<string, unknown>; numbers: Numbers; drawings: number }> {
  return JSON.parse(
    await page.evaluate(
      "JSON.stringify(window.scorebookState, (_, value) => (ArrayBuffer.isView(value) ? [...value] : value))",
    ),
  );
}

/** Every number of two structures, to 1e-12 of the largest in its list. */
function expectSameNumbers(measured: unknown, expected: unknown, path = "numbers"): void {
  if (typeof expected === "number") {
    expect(Math.abs(Number(measured) - expected), path).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(expected)));
  } else if (ArrayBuffer.isView(expected) || Array.isArray(expected)) {
    const own = [...(expected as unknown as Iterable<unknown>)];
    expect((measured as unknown[]).length, path).toBe(own.length);
    const finite = own.filter((one): one is number => Number.isFinite(one)).map(Math.abs);
    const scale = Math.max(1, ...finite);
    own.forEach((one, k) => {
      const other = (measured as unknown[])[k];
      if (typeof one !== "number") expectSameNumbers(other, one, `${path}[${k}]`);
      // JSON has no infinities.
      else if (!Number.isFinite(one)) expect(other, `${path}[${k}]`).toBeNull();
      else expect(Math.abs(Number(other) - one), `${path}[${k}]`).toBeLessThanOrEqual(1e-12 * scale);
    });
  } else if (typeof expected === "object" && expected !== null) {
    for (const [name, one] of Object.entries(expected)) {
      expectSameNumbers((measured as Record<string, unknown>)[name], one, `${path}.${name}`);
    }
  } else expect(measured, path).toEqual(expected);
}

describe("the page on a density", () => {
  const search = "?energy=2+%28x%5E2-1%29%5E2&from=-2&to=2&sigma=0.2&at=0.4";
  let page: Page;
  beforeAll(async () => {
    page = await site.open(`density.html${search}`);
  });

  test("shows what Node computes for its address, to 1e-12", async () => {
    const { state, problems } = readAddress(densityFields, search);
    expect(problems).toEqual([]);
    const shown = await published(page);
    expect(shown.state).toEqual(state);
    expectSameNumbers(shown.numbers, densityNumbers(state));
  });

  test.each([
    ["while sigma moves", `slide("sigma", -0.7 + 0.3 * Math.sin(k / 5))`],
    [
      "while an energy is typed, which is compiled anew each time",
      `type("2 (x^2-1)^2 + " + (0.01 * k).toFixed(2) + " x")`,
    ],
  ])("takes at most 33 ms of the processor for a picture with both optima %s", async (what, change) => {
    const session = await page.context().newCDPSession(page);
    // Its own time, without that which other processes take.
    await session.send("Performance.setTimeDomain", { timeDomain: "threadTicks" });
    await session.send("Performance.enable");
    const spent = async (): Promise<number> => {
      const { metrics } = await session.send("Performance.getMetrics");
      return 1000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN);
    };
    const frames = 40;
    const draw = `(async () => {
      const put = (name, value) => {
        const control = document.querySelector("[name=" + name + "]");
        control.value = value;
        control.dispatchEvent(new Event("input", { bubbles: true }));
      };
      const slide = (name, value) => put(name, String(value));
      const type = (text) => put("energy", text);
      for (let k = 1; k <= ${frames}; k++) {
        const drawn = window.scorebookState.drawings;
        ${change};
        do await new Promise(requestAnimationFrame);
        while (window.scorebookState.drawings === drawn);
      }
    })()`;
    await page.evaluate(draw);
    const before = await spent();
    await page.evaluate(draw);
    const each = ((await spent()) - before) / frames;
    console.log(`The page on a density takes ${each.toFixed(1)} ms of the processor for a picture ${what}`);
    expect(each).toBeLessThanOrEqual(33);
    await session.detach();
  });

  test("is moved by the keyboard, and keeps its address and its sentence up to date", async () => {
    await page.focus("#densities");
    const before = Number((await published(page)).state.at);
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction(`window.scorebookState.state.at > ${before}`);
    await page.waitForFunction(`location.search.includes("at=0.44")`);
    expect(await page.textContent("#sentence")).toContain("At x = 0.44");
  });

  test("takes a density that is drawn, and says what is wrong with an energy", async () => {
    await page.check("[name=pointer][value=draw]");
    const box = await page.locator("#densities").boundingBox();
    if (!box) throw new Error("the picture is not shown");
    await page.mouse.move(box.x + 0.3 * box.width, box.y + 0.7 * box.height);
    await page.mouse.down();
    await page.mouse.move(box.x + 0.7 * box.width, box.y + 0.2 * box.height, { steps: 5 });
    await page.mouse.up();
    await page.waitForFunction(`window.scorebookState.state.energy.includes("cos(1 pi (x + 2) / 4)")`);
    await page.fill("[name=energy]", "x^");
    await page.waitForFunction(`document.getElementById("problem").textContent !== ""`);
    expect(await page.textContent("#problem")).toMatch(/^.*x\^.*\.$/);
  });
});

describe("the page on points", () => {
  let page: Page;
  beforeAll(async () => {
    page = await site.open("points.html?points=-1,0;1,0.5;0.9,-0.7&sigma=0.4");
  });

  test("shows what Node computes for its address, to 1e-12", async () => {
    const { state } = readAddress(pointsFields, "?points=-1,0;1,0.5;0.9,-0.7&sigma=0.4");
    const { numbers } = await published(page);
    expectSameNumbers(numbers, { ...pointsNumbers(state), merging: mergingOf(state.points) });
  });

  test("leads to chains on the same points, with the same noise", async () => {
    const link = await page.getAttribute("#to-chains", "href");
    const { state, problems } = readAddress(chainsFields, link?.replace(/^[^?]*/, "") ?? "");
    expect(problems).toEqual([]);
    expect(state).toMatchObject({
      sigma: 0.4,
      points: [
        [-1, 0],
        [1, 0.5],
        [0.9, -0.7],
      ],
    });
  });

  test("takes points from the keyboard and from the mouse, and gives them back", async () => {
    const count = async (n: number) => await page.waitForFunction(`window.scorebookState.state.points.length === ${n}`);
    await page.focus("#plane");
    for (const key of ["ArrowUp", "ArrowLeft", "Enter"]) await page.keyboard.press(key);
    await count(4);
    expect((await published(page)).state.points).toContainEqual([-0.1, 0.1]);
    await page.keyboard.press("Delete");
    await count(3);
    const box = await page.locator("#plane").boundingBox();
    if (!box) throw new Error("the picture is not shown");
    await page.mouse.click(box.x + 100, box.y + 100);
    await count(4);
    await page.waitForFunction("window.scorebookState.done && window.scorebookState.numbers.perSide === 41");
  });

  test("has points placed and dragged, and sigma moved, by a finger", async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    const phone = await context.newPage();
    await phone.goto(`${site.base}/points.html?points=-1,0&sigma=0.4`);
    await phone.waitForFunction("window.scorebookState?.drawings > 0");
    const session = await context.newCDPSession(phone);
    const drag = async (from: readonly [number, number], by: readonly [number, number]): Promise<void> => {
      const at = (part: number) => [{ x: from[0] + part * by[0], y: from[1] + part * by[1] }];
      await session.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: at(0) });
      for (const part of [0.25, 0.5, 0.75, 1]) {
        await session.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: at(part) });
      }
      await session.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    };
    const middle = async (selector: string): Promise<[number, number]> => {
      await phone.locator(selector).scrollIntoViewIfNeeded();
      const box = await phone.locator(selector).boundingBox();
      if (!box) throw new Error(`${selector} is not shown`);
      return [box.x + box.width / 2, box.y + box.height / 2];
    };
    const points = async () => (await published(phone)).state.points as [number, number][];

    const place = await middle("#plane");
    await phone.touchscreen.tap(...place);
    await phone.waitForFunction("window.scorebookState.state.points.length === 2");
    const [, added] = await points();
    await drag(place, [60, 0]);
    await phone.waitForFunction(`window.scorebookState.state.points[1][0] > ${added[0]}`);
    expect((await points()).length).toBe(2);
    expect((await points())[1][1]).toBeCloseTo(added[1], 2);

    const slider = await middle("[name=sigma]");
    await phone.touchscreen.tap(slider[0] + 100, slider[1]);
    await phone.waitForFunction("window.scorebookState.state.sigma > 0.5");
    // The address shows the same picture to whoever opens it.
    await phone.waitForFunction(`new URLSearchParams(location.search).get("points").includes(";")`);
    const { state } = await published(phone);
    const again = await context.newPage();
    await again.goto(phone.url());
    await again.waitForFunction("window.scorebookState?.drawings > 0");
    expect((await published(again)).state).toEqual(state);
    await context.close();
  });

  test("says what of an address it can't use, until something is changed", async () => {
    const other = await site.open("points.html?sigma=9");
    expect(await other.textContent("#problem")).toBe('sigma in the address must be a number from 0.05 to 2, not "9".');
    await other.locator("[name=sigma]").press("ArrowRight");
    await other.waitForFunction(`document.getElementById("problem").textContent === ""`);
    await other.close();
  });
});

test("chains run to the end, where they are what Node computes, to 1e-12", async () => {
  const search = "?points=-1,0;1,0.5&chains=40&steps=30";
  const page = await site.open(`chains.html${search}`);
  await page.waitForFunction("window.scorebookState.done");
  const running = startRunning(readAddress(chainsFields, search).state);
  while (!running.path.done) {
    running.firstOrder.step();
    running.path.step();
  }
  expectSameNumbers((await published<ChainsNumbers>(page)).numbers, numbersOf(running));
});

test("a network is trained in a worker to what Node trains, to 1e-12, and a new point begins a new training", async () => {
  const search = "?data=points&sigma=0.3&scale=3&hidden=10&iterations=20&points=-1,0;1,0.5;0,1;0.2,-0.9;-0.7,0.3";
  const page = await site.open(`network.html${search}`);
  await page.waitForFunction("window.scorebookState.done");
  const { state } = readAddress(networkFields, search);
  const session = await startSession(state);
  expectSameNumbers((await published(page)).numbers, session.advance(state.iterations));
  await session.close();
  await page.focus("#plane");
  await page.keyboard.press("Enter");
  await page.waitForFunction("window.scorebookState.state.points.length === 6 && window.scorebookState.done");
});

test("a claim fails that is broken, with the numbers that Node measures, to 1e-12, and holds once a button has mended it, with the numbers that the command prints", async () => {
  const page = await site.open("claim.html?breakage=factor");
  expect(await page.textContent("#verdict")).toBe("The claim fails.");
  expectSameNumbers((await published(page)).numbers, measureClaim({ claim: "t1", breakage: "factor" }));
  await page.click("#break");
  await page.waitForFunction(`window.scorebookState.numbers.verdict === "holds"`, null, { timeout: 120_000 });
  expect(await page.textContent("#verdict")).toBe("The claim holds.");
  expect(await page.textContent("#break")).toBe("Break the mathematics");
  const [{ claims }] = runCopiedCommands((await page.textContent("#command")) ?? "") as {
    readonly claims: readonly ClaimReport[];
  }[];
  const { checks } = (await published<ClaimReport>(page)).numbers;
  expect(claims[0].checks.map(({ name }) => name)).toEqual(checks.map(({ name }) => name));
  expectSameNumbers(
    checks.map(({ measured }) => measured),
    claims[0].checks.map(({ measured }) => measured),
  );
});

test("an embedded page hides its heading, takes the theme of the page around it, and follows it", async () => {
  const page = await browser.newPage();
  await page.goto(`${site.base}/index.html`);
  await page.evaluate(`document.documentElement.dataset.theme = "dark";
    document.body.innerHTML = '<iframe src="density.html?embed=1" style="width: 800px; height: 100px; border: 0"></iframe>'`);
  const frame = page.frameLocator("iframe");
  await frame.locator("html[data-theme=dark]").waitFor({ state: "attached" });
  expect(await frame.locator("h1").isVisible()).toBe(false);
  // Its frame becomes as high as what it shows.
  const heights = "[innerHeight, Math.ceil(document.querySelector('main').getBoundingClientRect().height)]";
  await expect.poll(() => page.frames()[1].evaluate(`Math.abs(${heights}[0] - ${heights}[1]) <= 1`)).toBe(true);
  await page.evaluate(`document.documentElement.dataset.theme = "light"`);
  await frame.locator("html[data-theme=light]").waitFor({ state: "attached" });
  await page.close();
});

test("no page asked for anything beyond the site, and none complained", () => {
  expect(site.outside).toEqual([]);
  expect(site.complaints).toEqual([]);
});
