import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { modelToText } from "../../../../src/autoencoder/model/model-file.ts";
import { modelReconstruction, modelScore } from "../../../../src/autoencoder/model/trained-model.ts";
import { smallClosedFormModel } from "../../../support/small-closed-form-model.ts";
import { smallModel } from "../../../support/small-model.ts";
import { scorebook } from "../../scorebook-on-thread.ts";

const scaling = { mean: Float64Array.of(40, 4000), scale: Float64Array.of(5, 800) };
const network = smallModel({ scaling });
const mixture = smallClosedFormModel({ scaling, sigmas: [0.3, 0.3] });
const points = Float64Array.of(41, 4100, 38, 3900, 55, 4000);

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "scorebook-rows-"));
  writeFileSync(join(folder, "network.json"), modelToText(network));
  writeFileSync(join(folder, "mixture.json"), modelToText(mixture));
  writeFileSync(join(folder, "rows.csv"), 'mass;kind;"bill"\n4100;"a, ""b""";41\n3900;;38\n;c;39\n4000;d;55\n');
  writeFileSync(join(folder, "bare.csv.gz"), gzipSync("41 4100\n38 3900\n55 4000\n"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Lines whose numbers have 13 digits: the kernel that computes networks rounds in its own way. */
const rounded = (lines: readonly string[]): string[] =>
  lines.map((line) => line.replaceAll(/-?\d+\.\d+/g, (number) => String(Number(Number(number).toPrecision(13)))));

const run = (...args: readonly string[]) => scorebook(args, folder);
const read = (name: string): string[] => readFileSync(join(folder, name), "utf8").trimEnd().split("\n");
const reading = ["--columns", "bill,mass", "--missing", "drop"];

describe("denoise", () => {
  test.each([
    ["network.json", network],
    ["mixture.json", mixture],
  ])("%s: r(x) in the columns of the coordinates, all else as it was, to 13 digits", (name, model) => {
    const { status, stdout } = run("denoise", "--model", name, "--data", "rows.csv", "--out", "out.csv", ...reading);
    const r = modelReconstruction(model, points);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^3 rows, moved by [\d.]+ sigmas .*; sigma = 0.3 standard deviations.\nWritten: out.csv.\n$/,
    );
    const expected = ["mass,kind,bill", `${r[1]},"a, ""b""",${r[0]}`, `${r[3]},,${r[2]}`, `${r[5]},d,${r[4]}`];
    expect(rounded(read("out.csv"))).toEqual(rounded(expected));
  });

  test("--steps 2 applies r twice, and a file without names gets none", () => {
    run("denoise", "--model", "mixture.json", "--data", "bare.csv.gz", "--out", "out.csv", "--steps", "2");
    const r = modelReconstruction(mixture, modelReconstruction(mixture, points));
    expect(read("out.csv")).toEqual([0, 2, 4].map((j) => `${r[j]},${r[j + 1]}`));
  });
});

describe("score --out", () => {
  test("r and score beside the columns of the file", () => {
    run("score", "--model", "network.json", "--at", "rows.csv", "--out", "out.csv", ...reading);
    const [r, score] = [modelReconstruction(network, points), modelScore(network, points)];
    const expected = [
      "mass,kind,bill,r_bill,r_mass,score_bill,score_mass",
      ...['4100,"a, ""b""",41', "3900,,38", "4000,d,55"].map(
        (own, i) => `${own},${r[2 * i]},${r[2 * i + 1]},${score[2 * i]},${score[2 * i + 1]}`,
      ),
    ];
    expect(rounded(read("out.csv"))).toEqual(rounded(expected));
  });
});

describe("describe", () => {
  const table = (name: string): Record<string, number>[] => {
    const [head, ...lines] = read(name).map((line) => line.split(","));
    return lines.map((cells) => Object.fromEntries(head.map((key, a) => [key, Number(cells[a])])));
  };

  test("log p_sigma relative to its median, |r(x) - x| in sigmas, dimension and nearest mode of a fitted density", () => {
    const { status } = run("describe", "--model", "mixture.json", "--data", "bare.csv.gz", "--out", "out.csv");
    expect(status).toBe(0);
    const own = mixture.at();
    const scaled = points.map((x, j) => (x - scaling.mean[j % 2]) / scaling.scale[j % 2]);
    const logs = own.smoothedLogPdf(scaled);
    const median = [...logs].sort((a, b) => a - b)[1];
    const moved = own.displacement(scaled);
    table("out.csv").forEach((row, i) => {
      expect(row.log_density).toBeCloseTo(logs[i] - median, 10);
      expect(row.step).toBeCloseTo(Math.hypot(moved[2 * i], moved[2 * i + 1]) / 0.3, 10);
    });
    // Eigenvalues of a symmetric matrix of two rows, from its trace and determinant.
    const [a, b, , d] = own.jacobian(scaled.slice(4));
    const root = Math.sqrt((a - d) ** 2 / 4 + b ** 2);
    const eigenvalues = [(a + d) / 2 + root, (a + d) / 2 - root];
    const dimension = eigenvalues.reduce((sum, value) => sum + Math.min(1, Math.max(0, value)), 0);
    expect(table("out.csv")[2].dimension).toBeCloseTo(dimension, 10);
  });

  test("of a network, the path integral of its score; where it is no gradient, the error says so", () => {
    const { status } = run("describe", "--model", "network.json", "--data", "bare.csv.gz", "--out", "out.csv");
    expect(status).toBe(0);
    const rows = table("out.csv");
    expect(rows.map(({ log_density }) => log_density).sort((a, b) => a - b)[1]).toBe(0);
    for (const { log_density_error: error } of rows) expect(error).toBeGreaterThan(0);
  });

  test("a column that is called as an added one stays, and the added one gets a number", () => {
    writeFileSync(join(folder, "again.csv"), "x,y,step\n41,4100,9\n38,3900,9\n");
    run("describe", "--model", "mixture.json", "--data", "again.csv", "--drop", "step", "--out", "out.csv");
    expect(read("out.csv")[0]).toBe("x,y,step,log_density,step_2,dimension,mode,mode_distance");
  });

  test("--json names the rows of the lowest density first", () => {
    const { stdout } = run(
      "describe",
      "--model",
      "mixture.json",
      "--data",
      "bare.csv.gz",
      "--out",
      "out.csv",
      "--json",
    );
    const { lowest, rows, columns } = JSON.parse(stdout);
    const logs = table("out.csv").map(({ log_density }) => log_density);
    expect(rows).toBe(3);
    expect(columns).toEqual(["log_density", "step", "dimension", "mode", "mode_distance"]);
    expect(lowest[0]).toEqual({ row: logs.indexOf(Math.min(...logs)) + 1, logDensity: Math.min(...logs) });
  });
});

test.each([
  ["denoise", ["--data", "rows.csv", "--out", "rows.csv", ...reading], /^--out: "rows.csv" is the file of --data too/],
  ["denoise", ["--data", "rows.csv", "--out", "new.csv", "--columns", "bill,mass"], /is missing/],
  ["denoise", ["--data", "far.csv", "--out", "new.csv"], /^--data: row 2 is so far away/],
  ["describe", ["--data", "none.csv", "--out", "new.csv"], /^--data: "none.csv" does not exist/],
  ["score", ["--at", "[[1,2]]", "--out", "new.csv"], /^--out: is for the rows of a file/],
])("%s %j is refused in one sentence, with status 2, and nothing is written", (command, args, message) => {
  writeFileSync(join(folder, "far.csv"), "x,y\n41,4100\n1e308,1\n");
  const { status, stderr, stdout } = run(command, "--model", "mixture.json", ...args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr.trim().split("\n").at(-1)).toMatch(message);
  expect(existsSync(join(folder, "new.csv"))).toBe(false);
  expect(readdirSync(folder).filter((name) => name.startsWith(".scorebook"))).toEqual([]);
});
