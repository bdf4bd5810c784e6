import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRng } from "../../../../src/numerics/random/random.ts";
import { scorebook } from "../../scorebook.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "scorebook-fit-"));
  const rng = createRng(1);
  // Two clouds.
  const rows = Array.from({ length: 120 }, (_, i) => [(i % 2 === 0 ? -3 : 3) + rng.normal() / 2, rng.normal() / 2]);
  writeFileSync(join(folder, "clouds.csv"), `a,b\n${rows.map((row) => row.join()).join("\n")}\n`);
  writeFileSync(join(folder, "same.csv"), "a,b\n1,2\n1,2\n1,2\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...args: readonly string[]) => scorebook(["fit", ...args], folder);
const closed = ["--estimators", "gaussian,mixture,points"];

describe("fit", () => {
  test("with --json, prints the table and nothing else, and writes a model that score and sample take", () => {
    const { status, stdout, stderr } = run(
      "--data",
      "clouds.csv",
      "--sigma",
      "0.5",
      "--no-standardise",
      ...closed,
      "--out",
      "m.json",
      "--json",
    );
    expect(status, stderr).toBe(0);
    expect(stderr).toMatch(/^120 points in R\^2 from clouds\.csv, columns a, b/);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({
      points: 120,
      dim: 2,
      columns: ["a", "b"],
      sigma: 0.5,
      sigmaUnit: "data",
      identity: 0.5,
    });
    expect(report.estimators.map(({ name }: { name: string }) => name)).toEqual(["gaussian", "mixture", "points"]);
    for (const { loss, standardError, relativeToIdentity, seconds } of report.estimators) {
      expect(loss / report.identity).toBeCloseTo(relativeToIdentity, 12);
      expect(standardError).toBeGreaterThan(0);
      expect(seconds).toBeGreaterThan(0);
    }
    expect(report).toMatchObject({ chosen: "mixture", model: "m.json" });
    expect(report.reason).toMatch(/lowest held-out loss/);
    const score = scorebook(["score", "--model", "m.json", "--at", "[[0.5,0]]", "--json"], folder);
    // To the right of the middle the right cloud is nearer.
    expect(JSON.parse(score.stdout).score[0][0]).toBeGreaterThan(0);
    const draws = ["sample", "--model", "m.json", "--start", "clouds.csv", "--steps", "50", "--out", "draws.csv"];
    expect(scorebook(draws, folder).status).toBe(0);
  });

  test("without, a table, what was kept, and why", () => {
    const { status, stdout } = run("--data", "clouds.csv", "--sigma", "0.5", "--no-standardise", ...closed);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^identity +0\.5 +0 +1\.000/m);
    expect(stdout).toMatch(/^mixture .*<- kept$/m);
    expect(stdout).toMatch(/^Held out: all 120 rows, each by what was fitted without it, in 5 folds\.$/m);
    expect(stdout).toMatch(/^Kept: mixture: mixture has the lowest held-out loss/m);
  });

  test("of --sigma auto, shows the losses along sigma and says why it took one", () => {
    const { status, stdout } = run("--data", "clouds.csv", "--for", "modes", "--estimators", "gaussian,mixture");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Losses relative to the identity's, along sigma:\nsigma +gaussian +mixture +kept$/m);
    expect(stdout).toMatch(
      /^sigma = .*: it is the sigma of the grid at which the data differ most from one Gaussian\.$/m,
    );
  });

  test("--plot draws the losses, whose caption and path the JSON names; the same seed gives the same file", () => {
    const draw = (name: string, ...args: readonly string[]) =>
      run("--data", "clouds.csv", "--sigma", "0.5", "--estimators", "gaussian,points", "--plot", name, ...args);
    const { status, stdout, stderr } = draw("losses.html", "--json");
    expect(status, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ plot: "losses.html", caption: expect.stringMatching(/^The held-out/) });
    const page = readFileSync(join(folder, "losses.html"), "utf8");
    expect(page).toContain("gaussian\\u003cbr>");
    expect(draw("again.html").stdout).toContain("Drawn: again.html. The held-out denoising loss");
    expect(readFileSync(join(folder, "again.html"), "utf8")).toBe(page);
  });

  test.each([
    [
      ["--plot", "losses.gif"],
      /^--plot: must be a file that ends in \.html, \.png, \.svg or \.pdf, not "losses\.gif"$/,
    ],
    [["--plot", "none/losses.html"], /^--plot: "none\/losses\.html" cannot be written: there is no folder "none"$/],
    [["--plot", "losses.html", "--theme", "dark"], /^--theme: is for \.png, \.svg and \.pdf; a page has the theme/],
    [["--theme", "dark"], /^--theme: needs --plot, the picture to draw$/],
    [["--plot", "losses.png", "--theme", "blue"], /^--theme: must be light or dark, not "blue"$/],
    [["--plot", "nothing.json.svg", "--out", "nothing.json.svg"], /^--plot: "nothing\.json\.svg" is the file of --out/],
  ])("refuses %j before it computes, and writes nothing", (args, message) => {
    // Data that do not exist: that the picture is looked at first shows that nothing was computed.
    const { status, stdout, stderr } = run("--data", "none.csv", ...args);
    expect(stderr.trim()).toMatch(message);
    expect([status, stdout]).toEqual([2, ""]);
    expect(readdirSync(folder).filter((name) => /^(losses\.(gif|png)|nothing)/.test(name))).toEqual([]);
  });

  test("of a range of sigmas, writes a model that is asked for one of them", () => {
    const args = ["--data", "clouds.csv", "--sigma", "0.1..1", ...closed, "--out", "range.json", "--json"];
    const { status, stdout, stderr } = run(...args);
    expect(status, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ sigma: [0.1, 1], identity: 1 });
    const at = ["score", "--model", "range.json", "--at", "[[0,0]]"];
    expect(scorebook([...at, "--sigma", "0.3"], folder).status).toBe(0);
    expect(scorebook(at, folder).stderr).toMatch(/^--sigma: must be given/);
  });

  test.each([
    [["--sigma", "0.1"], /^--data: is required; give the points/],
    [["--data", "none.csv"], /^--data: "none\.csv" is neither a known name nor a file that exists/],
    [["--data", "clouds.csv", "--sigma", "2..1"], /^--sigma: must be a positive number such as 0\.3, a range/],
    [["--data", "clouds.csv", "--sigma", "1e9"], /^--sigma: must be from .* for these data, not 1000000000/],
    [["--data", "same.csv", "--sigma", "1"], /^--data: must hold two different rows or more/],
    [["--data", "clouds.csv", "--for", "fun"], /^--for: must be denoising, sampling or modes, not "fun"/],
    [["--data", "clouds.csv", "--estimators", "forest"], /^--estimators: must be identity, gaussian/],
    [["--data", "clouds.csv", "--samples", "20"], /^--samples: is for spiral and curve10d/],
    [["--data", "spiral", "--standardise"], /^--standardise: is for points from a file/],
  ])("refuses %j with one sentence and status 2, and writes nothing", (args, message) => {
    const { status, stdout, stderr } = run(...args, "--out", "nothing.json");
    expect(stderr.split("\n").filter((line) => !line.includes("points in R^"))[0]).toMatch(message);
    expect([status, stdout, existsSync(join(folder, "nothing.json"))]).toEqual([2, "", false]);
  });
});
