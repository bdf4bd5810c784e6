import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { modelToText } from "../../src/autoencoder/model/model-file.ts";
import { createProgram } from "../../src/cli/program.ts";
import { projectRoot } from "../../src/project.ts";
import { smallModel } from "../support/small-model.ts";
import { scorebook } from "./scorebook-on-thread.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "scorebook-files-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Said {
  /** The sentences on standard error. */
  readonly stderr: string;
  /** What the JSON says of the files; null where the input was refused. */
  readonly inputs: readonly { readonly points: number; readonly dim: number; readonly columns: string[] }[] | null;
}

/** What `loss` says of a file of points that is its density, without a process for it. */
async function read(name: string, text: string, options: readonly string[]): Promise<Said> {
  writeFileSync(join(folder, name), text);
  const out = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const err = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const back = process.cwd();
  const args = ["loss", "--density", name, "--method", "dae", "--sigma", "0.5", "--json", ...options];
  try {
    process.chdir(folder);
    await createProgram().parseAsync(args, { from: "user" });
    const stderr = err.mock.calls.map(([part]) => String(part)).join("");
    return { stderr, inputs: JSON.parse(String(out.mock.calls[0][0])).inputs };
  } catch (error) {
    expect((error as Error).name).toBe("InputError");
    expect(out.mock.calls).toEqual([]);
    return { stderr: (error as Error).message, inputs: null };
  } finally {
    process.chdir(back);
    out.mockRestore();
    err.mockRestore();
  }
}

const header = "line 1 was read as column names";
const point = "line 1 was read as a point";
const dropHint = "or choose columns with --columns";

describe("a column of names, with --drop or --columns", () => {
  test.each([
    ["species,x,y\nAdelie,0,1\nGentoo,1,0\n", "species", "Adelie", "x", "y"],
    ["length;mass;island\n1,5;3;Dream\n2;4;Torgersen\n", "island", "Dream", "length", "mass"],
    ["time\tbird\tdepth\n1\tN1\t5\n2\tN2\t7.5\n", "bird", "N1", "time", "depth"],
  ])("%j", async (text, name, cell, one, other) => {
    expect((await read("a.csv", text, [])).stderr).toMatch(
      new RegExp(
        `^--density: line 2, column \\d \\("${name}"\\) of the file "a.csv" must be a number, not "${cell}"; leave the column out with --drop ${name}, ${dropHint}$`,
      ),
    );
    for (const options of [
      ["--drop", name],
      ["--columns", `${one},${other}`],
    ]) {
      const { stderr, inputs } = await read("a.csv", text, options);
      expect(stderr).toMatch(new RegExp(`^2 points in R\\^2 from a\\.csv, columns ${one}, ${other}; ${header}`));
      expect(inputs).toMatchObject([{ option: "--density", file: "a.csv", points: 2, dim: 2, columns: [one, other] }]);
    }
    expect((await read("a.csv", text, ["--columns", `${other},${one}`])).inputs?.[0].columns).toEqual([other, one]);
  });
});

test.each([
  [",x,y\n0,0.1,1\n1,0.2,0\n", "2 points in R^2", "x, y"],
  [",length\nAdelie,1\nGentoo,2\nChinstrap,4\n", "3 points in R^1", "length"],
  ['"";"a";"b";"c"\n"1";1;2;3\n"2";4;5;6\n', "2 points in R^3", "a, b, c"],
])("an index as pandas and R write it is left out, and said: %j", async (text, points, columns) => {
  const { stderr } = await read("i.csv", text, []);
  const many = columns.includes(",") ? "columns" : "column";
  expect(stderr).toBe(`${points} from i.csv, ${many} ${columns}; without the index, column 1; ${header}\n`);
});

test.each([
  ["# x y\n0 1\n1 0\n", "2 points in R^2", "line 2", "1 comment line"],
  ["# made by hand\n#\n0.5,7,9\n", "1 point in R^3", "line 3", "2 comment lines"],
  ["  # x\n3\n5\n# half\n4\n", "3 points in R^1", "line 2", "2 comment lines"],
])("comments are skipped, and said: %j", async (text, points, line, comments) => {
  const { stderr } = await read("c.csv", text, []);
  expect(stderr).toMatch(points);
  expect(stderr).toMatch(`${line} was read as a point`);
  expect(stderr).toMatch(`${comments} skipped`);
});

test.each([
  ["0,5\n1,25\n", 2],
  ["-3,75\n0,125\n12,5\n", 3],
  ["0,5e1\n1,25\n7,5\n8,5\n", 4],
])("commas that separate columns, and with --decimal comma digits: %j", async (text, count) => {
  const { stderr, inputs } = await read("d.csv", text, []);
  expect(stderr).toBe(`${count} points in R^2 from d.csv, columns 1, 2; ${point}\n`);
  expect(inputs).toMatchObject([{ points: count, dim: 2 }]);
  const decimal = await read("d.csv", text, ["--decimal", "comma"]);
  expect(decimal.stderr).toBe(`${count} points in R^1 from d.csv, column 1; ${point}; commas are decimal signs\n`);
});

test.each([
  ["−0.5,−1.5\n0.1,0.2\n", "2 points in R^2", "U+2212"],
  ["–7\n8\n", "2 points in R^1", "U+2013"],
  ["x,y,z\n1,2,1e−3\n", "1 point in R^3", "U+2212"],
])("minus signs of typesetters are read, and said: %j", async (text, points, code) => {
  const { stderr } = await read("m.csv", text, []);
  expect(stderr.startsWith(points)).toBe(true);
  expect(stderr).toMatch(new RegExp(`\\(${code.replace("+", "\\+")}\\) was read as a minus sign\n$`));
});

test.each([
  ["$1,$2\n3,4\n", 'line 1, column 1 of the file "p.csv"', "$1"],
  ["€0.5;€1\n3;4\n", 'line 1, column 1 of the file "p.csv"', "€0.5"],
  ["price,mass\n1,2\n3,£4\n", 'line 3, column 2 ("mass") of the file "p.csv"', "£4"],
])("amounts of money are no names, and refused: %j", async (text, place, cell) => {
  expect((await read("p.csv", text, [])).stderr).toBe(
    `--density: ${place} must be a number, without the currency sign "${cell[0]}", not "${cell}"`,
  );
});

test.each([
  ["missing,missing\n1,2\n", "1 point in R^2", "columns missing, missing"],
  ["unknown\n1\n2\n", "2 points in R^1", "column unknown"],
  ["a b c\n1 2 3\n", "1 point in R^3", "columns a, b, c"],
])("that the first line was taken for names is said: %j", async (text, points, columns) => {
  expect((await read("n.csv", text, [])).stderr).toBe(`${points} from n.csv, ${columns}; ${header}\n`);
});

test.each([
  ["0,1\n0.1,0.2\n0.3,0.4\n", 3, 2],
  ["1;2;3\n0,1;0,2;5\n", 2, 3],
  ["0 1 2 3\n5 6 7 8\n5 6 7 9\n", 3, 4],
])("a header of numbers is a point, with advice, and with --header a header: %j", async (text, count, dim) => {
  const { stderr, inputs } = await read("h.csv", text, []);
  expect(stderr).toContain(`${point} (--header if it holds column names)`);
  expect(inputs).toMatchObject([{ points: count, dim }]);
  const named = await read("h.csv", text, ["--header"]);
  expect(named.stderr).toContain(header);
  expect(named.inputs).toMatchObject([{ points: count - 1, dim, columns: text.split("\n")[0].split(/[,; ]/) }]);
  const unnamed = await read("h.csv", text, ["--no-header"]);
  expect(unnamed.stderr).toContain(`${point}${text.includes(";") ? ";" : "\n"}`);
  expect(unnamed.inputs).toMatchObject([{ points: count, dim }]);
});

describe("missing cells", () => {
  test.each(["NA", "", "NaN", "null"])("%j", async (word) => {
    const text = `x,y\n1,2\n${word},3\n4,5\n`;
    const found = word === "" ? "" : ` ("${word}")`;
    expect((await read("x.csv", text, [])).stderr).toBe(
      `--density: line 3, column 1 ("x") of the file "x.csv" is missing${found}; --missing drop leaves such rows out`,
    );
    const { stderr } = await read("x.csv", text, ["--missing", "drop"]);
    expect(stderr).toBe(
      `2 points in R^2 from x.csv, columns x, y; ${header}; 1 of 3 rows left out because cells are missing\n`,
    );
  });
});

describe("the options", () => {
  const text = 'x,"bill, mm",big mass\n1,2,3\n';
  test.each([
    [["--columns", '"bill, mm",x'], 'columns "bill, mm", x;'],
    [["--columns", " big mass , 1"], "columns big mass, x;"],
    [["--drop", '"bill, mm"'], "columns x, big mass;"],
  ])("%j", async (options, columns) => {
    expect((await read("o.csv", text, options)).stderr).toContain(columns);
  });

  const names = 'by their names ("x", "bill, mm", "big mass") or by numbers from 1 to 3';
  test.each([
    [["--columns", "z"], `--columns: must name columns of the file "o.csv" ${names}, not "z"`],
    [["--drop", "bill"], `--drop: must name columns of the file "o.csv" ${names}, not "bill"`],
    [["--columns", ""], /^--columns: must be names or numbers of columns separated by commas, such as .*, not ""$/],
    [["--drop", "x,,y"], /^--drop: must be names or numbers of columns .*, not "x,,y"$/],
    [["--columns", 'x,"y'], /^--columns: must be names or numbers of columns /],
    [["--columns", "x", "--drop", "x"], "--drop: does not go with --columns; give one of the two"],
    [["--missing", "zero"], '--missing: must be drop or error, not "zero"'],
    [["--decimal", ","], '--decimal: must be point or comma, not ","'],
  ])("%j is refused", async (options, message) => {
    const { stderr } = await read("o.csv", text, options);
    if (typeof message === "string") expect(stderr).toBe(message);
    else expect(stderr).toMatch(message);
  });

  test("of a name with a comma, the advice can be typed", async () => {
    const { stderr } = await read("o.csv", 'x,"bill, mm"\n1,two\n', []);
    expect(stderr).toContain(`leave the column out with --drop '"bill, mm"', or`);
  });

  test.each([["--columns", "x"], ["--missing", "drop"], ["--header"]])(
    "%s is refused where no file of points is read",
    (...options) => {
      const args = ["loss", "--density", "paper1d", "--method", "dae", "--sigma", "0.5", ...options];
      const { status, stderr } = scorebook(args, folder);
      expect({ status, stderr }).toEqual({
        status: 2,
        stderr: `${options[0]}: is for files of points, and none was read\n`,
      });
    },
  );

  test("--header is refused for a format that has none", async () => {
    expect((await read("o.json", "[[1,2],[3,4]]", ["--header"])).stderr).toBe('--header: does not apply to "o.json"');
  });
});

describe("every command that reads points says so, and in its JSON", () => {
  const tables = join(projectRoot(), "test", "fixtures", "tables");
  const said = (file: string): string => `9 points in R^2 from ${file}, columns bill, body mass\n`;
  const input = (option: string, file: string) => [
    { option, file, points: 9, dim: 2, columns: ["bill", "body mass"], notes: [] },
  ];

  beforeAll(() => {
    writeFileSync(join(folder, "model.json"), modelToText(smallModel()));
    for (const name of ["snappy.parquet", "zstd.parquet", "f8.npy", "f8-fortran.npy"]) {
      copyFileSync(join(tables, name), join(folder, name));
    }
  });

  test.each([
    ["score", ["--model", "model.json", "--at", "snappy.parquet"], "--at", "snappy.parquet"],
    ["loss", ["--density", "zstd.parquet", "--method", "dae", "--sigma", "1"], "--density", "zstd.parquet"],
    [
      "reconstruct",
      ["--density", "snappy.parquet", "--method", "dae", "--sigma", "1", "--at", "[[0,0]]"],
      "--density",
      "snappy.parquet",
    ],
    [
      "train",
      ["--data", "zstd.parquet", "--sigma", "1", "--hidden", "2", "--iterations", "2", "--out", "m.json"],
      "--data",
      "zstd.parquet",
    ],
    [
      "sample",
      ["--density", "snappy.parquet", "--sigma", "1", "--steps", "2", "--chains", "2", "--out", "d.csv"],
      "--density",
      "snappy.parquet",
    ],
  ])("%s %j", (command, args, option, file) => {
    const { status, stdout, stderr } = scorebook([command, ...args, "--json"], folder);
    expect(status, stderr).toBe(0);
    expect(stderr).toContain(said(file));
    expect(JSON.parse(stdout).inputs).toEqual(input(option, file));
  });

  test("local-mean reads its point from a file", () => {
    writeFileSync(join(folder, "point.csv"), "x\n0.5\n");
    const args = ["local-mean", "--density", "paper1d", "--radius", "0.1", "--json"];
    const { stdout, stderr } = scorebook([...args, "--at", "point.csv"], folder);
    expect(stderr).toBe(`1 point in R^1 from point.csv, column x; ${header}\n`);
    const { inputs, ...moments } = JSON.parse(stdout);
    expect(inputs).toMatchObject([{ option: "--at", file: "point.csv", points: 1, dim: 1, columns: ["x"] }]);
    expect(moments).toEqual(JSON.parse(scorebook([...args, "--at", "[0.5]"], folder).stdout));
    writeFileSync(join(folder, "points.csv"), "x\n0.5\n0.6\n");
    const refused = scorebook([...args, "--at", "points.csv"], folder);
    expect({ status: refused.status, stderr: refused.stderr }).toEqual({
      status: 2,
      stderr: "--at: must hold one point, not 2\n",
    });
  });

  test("several files of different formats, each by its own line", () => {
    const args = ["sample", "--model", "model.json", "--start", "f8.npy", "--reference", "f8-fortran.npy"];
    const rest = ["--columns", "3,1", "--steps", "2", "--out", "d.csv", "--json"];
    const { status, stdout, stderr } = scorebook([...args, ...rest], folder);
    expect(status, stderr).toBe(0);
    expect(stderr).toContain(
      "7 points in R^2 from f8.npy, columns 3, 1\n7 points in R^2 from f8-fortran.npy, columns 3, 1\n",
    );
    expect(JSON.parse(stdout).inputs.map(({ option }: { option: string }) => option)).toEqual([
      "--start",
      "--reference",
    ]);
  });
});

describe("what sample wrote is read back as draws", () => {
  const draws = ["draws as scorebook sample writes them, without chain and step", header];
  beforeAll(() => {
    writeFileSync(join(folder, "model.json"), modelToText(smallModel()));
    const args = ["--chains", "3", "--steps", "20", "--thin", "10", "--out", "draws.csv"];
    const { status, stderr } = scorebook(["sample", "--density", "spiral", "--sigma", "0.3", ...args], folder);
    expect(status, stderr).toBe(0);
  });

  const first = (): string => readFileSync(join(folder, "draws.csv"), "utf8").split("\n")[1].split(",").slice(2).join();

  test("by --start and --reference, whatever --columns says of other files", () => {
    const rest = ["--steps", "1", "--out", "more.csv", "--json"];
    const args = ["sample", "--model", "model.json", "--start", "draws.csv", "--reference", "draws.csv", ...rest];
    const { status, stdout, stderr } = scorebook(args, folder);
    expect(status, stderr).toBe(0);
    const { inputs, chains } = JSON.parse(stdout);
    // Three chains of two draws: they go on from the last of each.
    expect(chains).toBe(3);
    expect(inputs).toMatchObject([
      { option: "--start", points: 6, dim: 2, columns: ["x1", "x2"], notes: draws },
      { option: "--reference", points: 6, dim: 2, columns: ["x1", "x2"], notes: draws },
    ]);
    writeFileSync(join(folder, "birds.csv"), "species,bill,mass\nAdelie,1,2\nGentoo,3,4\n");
    const other = scorebook([...args, "--reference", "birds.csv", "--columns", "bill,mass"], folder);
    expect(other.status, other.stderr).toBe(0);
    expect(JSON.parse(other.stdout).inputs[1].columns).toEqual(["bill", "mass"]);
    const unused = scorebook([...args, "--columns", "bill,mass"], folder);
    expect(unused.stderr).toBe('--columns: does not apply to "draws.csv" and "draws.csv"\n');
  });

  test("by train --data, --density and --at", async () => {
    const args = ["--sigma", "0.3", "--hidden", "2", "--iterations", "2", "--out", "m.json", "--json"];
    const { status, stdout, stderr } = scorebook(["train", "--data", "draws.csv", ...args], folder);
    expect(status, stderr).toBe(0);
    expect(JSON.parse(stdout).inputs).toMatchObject([{ points: 6, dim: 2, columns: ["x1", "x2"], notes: draws }]);
    const scores = scorebook(["score", "--model", "m.json", "--at", "draws.csv", "--json"], folder);
    const one = scorebook(["score", "--model", "m.json", "--at", `[[${first()}]]`, "--json"], folder);
    expect(JSON.parse(scores.stdout).r[0]).toEqual(JSON.parse(one.stdout).r[0]);
    const { inputs } = await read("copy.csv", readFileSync(join(folder, "draws.csv"), "utf8"), []);
    expect(inputs).toMatchObject([{ points: 6, dim: 2, columns: ["x1", "x2"] }]);
  });
});

test.runIf(process.platform === "linux")("a file may come through a pipe, compressed or not, in any format", () => {
  const program = join(projectRoot(), "dist", "cli", "main.js");
  const parquet = readFileSync(join(projectRoot(), "test", "fixtures", "tables", "snappy.parquet"));
  const density = '{"kind":"gaussianMixture","components":[{"weight":1,"mean":[0],"covariance":[[1]]}]}';
  for (const [input, said] of [
    ["x,y\n1,2\n5,6\n", `2 points in R^2 from /dev/stdin, columns x, y; ${header}\n`],
    [gzipSync("[[1,2],[3,4]]"), "2 points in R^2 from /dev/stdin, columns 1, 2\n"],
    [parquet, "9 points in R^2 from /dev/stdin, columns bill, body mass\n"],
    [density, ""],
  ] as const) {
    writeFileSync(join(folder, "piped"), input);
    const command = 'cat piped | "$NODE" "$PROGRAM" loss --density /dev/stdin --method dae --sigma 1 --json';
    const env = { ...process.env, NODE: process.execPath, PROGRAM: program };
    const { status, stdout, stderr } = spawnSync("sh", ["-c", command], { cwd: folder, env, encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: said });
    expect(JSON.parse(stdout).optimalLoss).toBeGreaterThan(0);
  }
});

describe("--density tells JSON of a density from JSON of points", () => {
  test.each([
    ["[[0,1],[2,3]]", 2],
    ["[0,1]\n[2,3]\n[4,5]\n", 3],
    ['{"x":0,"y":1}\n{"x":2,"y":3}\n', 2],
    ['{"x":0,"y":1}', 1],
    ['{"x":[0,1,2],"y":[1,2,4]}', 3],
  ])("%j are points", async (text, points) => {
    expect((await read("p.json", text, [])).inputs).toMatchObject([{ points, dim: 2 }]);
  });

  test.each([
    ['{"kind":"points",\n"points":[[0,1],[2,3]],"weights":[1,2]}', undefined],
    ['\uFEFF{"kind":"gaussianMixture","components":[{"weight":1,"mean":[0],"covariance":[[1]]}]}', undefined],
    ['{"kind":"gauss"}', null],
    ['{"components":[]}', null],
  ])("%j is a density", async (text, inputs) => {
    expect((await read("q.json", text, [])).inputs).toEqual(inputs);
  });
});
