import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { projectRoot } from "../../src/project.ts";
import { scorebook } from "./scorebook-on-thread.ts";

const gaussian: string = JSON.stringify({
  kind: "gaussianMixture",
  components: [{ weight: 1, mean: [0], covariance: [[1]] }],
});
const gaussian2d: string = JSON.stringify({
  kind: "gaussianMixture",
  components: [
    {
      weight: 1,
      mean: [0, 0],
      covariance: [
        [1, 0],
        [0, 1],
      ],
    },
  ],
});

const files: Readonly<Record<string, string>> = {
  "broken.json": '{"kind": ',
  "number.json": "3",
  "words.csv": "x\n0.5\nhalf\n",
  "wide.csv": "x\n0.5\n1,2\n",
  "header.csv": "x\n",
  "not-a-number.csv": "NaN\n0.5\n",
  "infinite.csv": "0\n1e999\n",
  "semicolons.csv": "0;1\n2;3\n",
  "quote.csv": '0.5\n"1\n',
  "empty.csv": "",
  "points.json": "[[0],[1,2]]",
  "wide.json": '{"kind":"points","points":[[0,1]]}',
  "points.csv": "x,y\n0,1\n1,0\n2,2\n",
  "text.csv": "name,x\nann,0\nbob,1\n",
  "gap.csv": "x,y\n0,1\nNaN,0\n",
  "one.csv": "x,y\n0,1\n",
  "same.csv": "x,y\n0,1\n0,1\n",
  "model.json": readFileSync(join(projectRoot(), "models", "spiral-seed-1.json"), "utf8"),
  "object.json": '{"a":1}',
  "plan.yaml": "command: train\noptions: {data: spiral, sigma: 0.01}\ngrid: {sed: [1, 2]}\n",
  "broken.yaml": "command: [\n",
  "losses.yaml": "command: loss\noptions: {density: paper1d, method: dae}\ngrid: {sigma: [0.1]}\n",
};

let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "scorebook-bad-input-"));
  mkdirSync(join(folder, "folder"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
});

afterAll(() => rmSync(folder, { recursive: true }));

/** The sentence on standard error; the rest of the contract is the same for every bad input. */
function complaint(args: readonly string[]): string {
  const { status, stdout, stderr } = scorebook(args, folder);
  expect(status).toBe(2);
  expect(stdout).toBe("");
  expect(readdirSync(folder).sort()).toEqual([...Object.keys(files), "folder"].sort());
  for (const [name, content] of Object.entries(files)) expect(readFileSync(join(folder, name), "utf8")).toBe(content);
  expect(stderr.split("\n")).toHaveLength(2);
  return stderr.trimEnd();
}

const allowedDensities =
  'allowed are paper1d, spiral, curve10d, JSON of kind "gaussianMixture", "energy" or "points", a file that holds such JSON and a file of points';
const notANumber =
  'line 3, column 1 ("x") of the file "words.csv" must be a number, not "half"; leave the column out with --drop x, or choose columns with --columns';
const tooWide = 'line 3 of the file "wide.csv" must have 1 cell, as line 1 has, not 2: ["1","2"]';
const allowedKinds = '"gaussianMixture", "energy" or "points"';
const reading = "--columns, --drop, --header, --no-header, --missing, --decimal";
const reconstructOptions = `--density, --method, --sigma, --at, --tolerance, --explain, --json, ${reading} and --help`;

describe("the command line", () => {
  test.each([
    [["--foo"], "--foo: is not an option of scorebook; allowed are --version and --help"],
    [
      ["reconstruct", "--sgima", "1"],
      `--sgima: is not an option of scorebook reconstruct; allowed are ${reconstructOptions}; did you mean --sigma?`,
    ],
    [
      ["loss", "--at=[[0]]"],
      `--at: is not an option of scorebook loss; allowed are --density, --method, --sigma, --tolerance, --explain, --json, ${reading} and --help`,
    ],
    [["loss", "--json=yes"], "--json: takes no value"],
    [
      ["reconstruct", "--density"],
      '--density: needs a value after it: the density p: paper1d, spiral, curve10d, JSON of kind "gaussianMixture", "energy" or "points", a file that holds such JSON, or a file of points',
    ],
    [
      ["reconstruct", "--density", "paper1d", "--method", "dae", "--at", "[[0]]"],
      "--sigma: is required; give the corruption level sigma, a positive number such as 0.31",
    ],
    [
      ["reconstruct", "--at", "[[0],", "[1]]"],
      `"[1]]" cannot be used: scorebook reconstruct takes options only (${reconstructOptions}); put a value that contains spaces in quotes`,
    ],
  ])("%j", (args, expected) => {
    expect(complaint(args)).toBe(expected);
  });

  test("an unknown command is answered with the commands there are", () => {
    expect(complaint(["recontsruct"])).toMatch(
      /^"recontsruct" is not a command of scorebook; allowed are verify, .*; did you mean reconstruct\?$/,
    );
  });

  test("a claim that is not known is answered with those there are", () => {
    expect(complaint(["verify", "--only", "t1,t99"])).toMatch(/^--only: "t99" is not one of the claims t1, .*$/);
    expect(complaint(["verify", "--only", ""])).toMatch(/^--only: "" is not one of the claims t1, .*$/);
  });
});

describe("--method and --sigma", () => {
  test.each([
    ["", '--sigma: must be a positive finite number, not ""'],
    ["0", '--sigma: must be a positive finite number, not "0"'],
    ["-0.3", '--sigma: must be a positive finite number, not "-0.3"'],
    ["NaN", '--sigma: must be a positive finite number, not "NaN"'],
    ["Infinity", '--sigma: must be a positive finite number, not "Infinity"'],
    ["1e999", '--sigma: must be a positive finite number, not "1e999"'],
    ["0x10", '--sigma: must be a positive finite number, not "0x10"'],
    ["0,31", '--sigma: must be a positive finite number, not "0,31"'],
    ["--json", '--sigma: must be a positive finite number, not "--json"'],
  ])("--sigma %j", (sigma, expected) => {
    expect(complaint(["loss", "--density", "paper1d", "--method", "dae", "--sigma", sigma])).toBe(expected);
  });

  test.each([
    ["DAE", '--method: must be dae or rcae, not "DAE"'],
    ["", '--method: must be dae or rcae, not ""'],
  ])("--method %j", (method, expected) => {
    expect(complaint(["loss", "--density", "paper1d", "--method", method, "--sigma", "1"])).toBe(expected);
  });
});

describe("what the density, the method and sigma leave possible", () => {
  const reconstruct = (density: string, method: string, sigma: string, at: string): string =>
    complaint(["reconstruct", "--density", density, "--method", method, "--sigma", sigma, "--at", at]);

  test.each([
    ["dae", "1e-9", "--sigma: must be from 2.67e-8 to 3000 for this density and method, not 1e-9"],
    ["dae", "1e9", "--sigma: must be from 2.67e-8 to 3000 for this density and method, not 1000000000"],
    ["rcae", "1e-9", "--sigma: must be from 2.67e-8 to 3000 for this density and method, not 1e-9"],
    ["rcae", "1e9", "--sigma: must be from 2.67e-8 to 3000 for this density and method, not 1000000000"],
  ])("%s with sigma = %s, too far from the size of paper1d's domain", (method, sigma, expected) => {
    expect(reconstruct("paper1d", method, sigma, "[[0]]")).toBe(expected);
  });

  test("a sigma whose square is no number, where the formula is a closed form", () => {
    expect(reconstruct(gaussian, "dae", "1e-200", "[[0]]")).toBe(
      "--sigma: must be from 1e-75 to 1e+75 for this density and method, not 1e-200",
    );
  });

  test("a point so far out that r is not a finite number", () => {
    expect(reconstruct(gaussian, "dae", "0.31", "[[0],[1e200]]")).toMatch(
      /^--at: row 2, \[1e\+200\], has no finite dae reconstruction at sigma = 0.31; points must lie where the density lives, \[-31\.\d+, 31\.\d+\]$/,
    );
  });
});

describe("--density", () => {
  const mixture = (component: unknown): string => JSON.stringify({ kind: "gaussianMixture", components: [component] });
  const energy = (expression: unknown, domain: unknown = [[-1, 1]]): string =>
    JSON.stringify({ kind: "energy", expression, domain });

  test.each([
    ["papre1d", `"papre1d" is neither a known name nor JSON nor a file that exists; ${allowedDensities}`],
    ["", `"" is neither a known name nor JSON nor a file that exists; ${allowedDensities}`],
    ['{"kind":"points"}', "points is missing"],
    ['{"kind":"points","points":[]}', "points must hold one number or more, not 0"],
    ['{"kind":"points","points":[[]]}', "points[0] must hold at least one number, not []"],
    ['{"kind":"points","points":[0]}', "points[0] must be an array of numbers, not 0"],
    ['{"kind":"points","points":[[0,1],[2]]}', "points[1] must hold as many numbers as points[0], 2, not [2]"],
    ['{"kind":"points","points":[[0],[1e999]]}', "points[1][0] must be a finite number, not Infinity"],
    ['{"kind":"points","points":[[0]],"weights":[-1]}', "weights[0] must be a positive number, not -1"],
    ["words.csv", notANumber],
    ["wide.csv", tooWide],
    ["header.csv", 'the file "header.csv" must hold at least one point, such as [[0.5]]'],
    ["empty.csv", 'the file "empty.csv" must hold at least one point, such as [[0.5]]'],
    ['{"kind":"gauss"}', `kind must be ${allowedKinds}, not "gauss"`],
    ["{}", `kind must be ${allowedKinds}, not nothing`],
    ["[]", `the density must be a JSON object of kind ${allowedKinds}, not []`],
    ["number.json", `the density must be a JSON object of kind ${allowedKinds}, not 3`],
    [`${"[".repeat(50_000)}`, "the value must nest its arrays and objects at most 100 deep, not 50000"],
    ["broken.json", 'the file "broken.json" is not valid JSON (Unexpected end of JSON input)'],
    ["folder", '"folder" is a folder; give a file'],
    ['{"kind":"gaussianMixture"}', "components is missing"],
    ['{"kind":"gaussianMixture","components":3}', "components must be an array of components, not 3"],
    ['{"kind":"gaussianMixture","components":[]}', "components must hold one component or more, not 0"],
    [mixture(3), "components[0] must be an object with weight, mean and covariance, not 3"],
    [mixture({ mean: [0], covariance: [[1]] }), "components[0].weight is missing"],
    [mixture({ weight: "1", mean: [0], covariance: [[1]] }), 'components[0].weight must be a number, not "1"'],
    [
      '{"kind":"gaussianMixture","components":[{"weight":1,"mean":[1e999],"covariance":[[1]]}]}',
      "components[0].mean[0] must be a finite number, not Infinity",
    ],
    [
      mixture({ weight: 1, mean: [0], covariance: [[1]], sd: 1 }),
      "components[0].sd is not a field of this kind of density",
    ],
    [mixture({ weight: -1, mean: [0], covariance: [[1]] }), "components[0].weight must be a positive number, not -1"],
    [mixture({ weight: 0.5, mean: [0], covariance: [[1]] }), "the weights of components must sum to 1, not to 0.5"],
    [
      mixture({ weight: 1, mean: [0, 1], covariance: [[1, 0], 1] }),
      "components[0].covariance[1] must be an array of numbers, not 1",
    ],
    [
      mixture({ weight: 1, mean: [0, 1], covariance: [1] }),
      "components[0].covariance must be a positive variance, 2 of them, or a 2 x 2 matrix, not [1]",
    ],
    [
      mixture({ weight: 1, mean: [0], covariance: [[-1]] }),
      "components[0].covariance must be a symmetric positive definite 1 x 1 matrix, not [[-1]]",
    ],
    [
      mixture({
        weight: 1,
        mean: [0, 0],
        covariance: [
          [1, 2],
          [2, 1],
        ],
      }),
      "components[0].covariance must be a symmetric positive definite 2 x 2 matrix, not [[1,2],[2,1]]",
    ],
    [energy(3), 'expression must be a string such as "x^4/4 - x^2/2", not 3'],
    [energy("x^2", [[-1]]), "domain[0][1] is missing"],
    [energy("x^2", [[-1, 0, 1]]), "domain[0][2] is not a field of this kind of density"],
    [energy("x^2", [[1, -1]]), "domain[0] must be [lower, upper], finite and increasing, not [1,-1]"],
    [energy("x^2", []), "domain must hold one interval (variable x) or two (variables x, y), not 0"],
    [energy("x^2 + q"), 'expression must use the names x, pi and e only, not "q"'],
    [energy("x^2 + y^2"), 'expression must use the names x, pi and e only, not "y"'],
    [energy("x^2/2(3)"), 'expression must have one meaning, not "x^2/2(3)"; write (x^2/2)*3 or x^2/(2*3)'],
    [energy("cos x"), 'expression must have the argument of cos in parentheses, not "cos x"; write cos(x)'],
    [
      energy("x = 3"),
      'expression must hold numbers, the names x, pi and e, functions, + - * / ^, parentheses and commas only, not "="; give the right side only',
    ],
    [energy("log(x)"), "expression must be a number everywhere on the domain, but at x = -1 it is NaN"],
  ])("%s", (density, expected) => {
    const args = ["loss", "--density", density, "--method", "dae", "--sigma", "0.31"];
    expect(complaint(args)).toBe(`--density: ${expected}`);
  });

  test.each(["spiral", "curve10d", "wide.json"])("%s has no density: rcae and local-mean say so", (density) => {
    const none = "needs a density p, and points and curves have none";
    expect(complaint(["loss", "--density", density, "--method", "rcae", "--sigma", "0.31"])).toBe(
      '--method: must be "dae" for points and curves, which have no density p, not "rcae"',
    );
    expect(complaint(["local-mean", "--density", density, "--at", "[0,0]", "--radius", "0.1"])).toBe(
      `--density: local-mean ${none}`,
    );
  });

  test("a sigma below the rounding of a curve", () => {
    expect(complaint(["loss", "--density", "spiral", "--method", "dae", "--sigma", "1e-12"])).toBe(
      "--sigma: must be from 1.7e-8 to 1e+75 for this density and method, not 1e-12",
    );
  });

  test("an expression is read, never run", () => {
    const expressions = [
      "process.exit(7)",
      'import("fs")',
      "x.constructor",
      "cos.constructor(1)",
      "[1, 2]",
      "x ? 1 : 2",
    ];
    for (const expression of expressions) {
      const args = ["loss", "--density", energy(expression), "--method", "dae", "--sigma", "0.31"];
      expect(complaint(args)).toMatch(/^--density: expression must (hold|use) /);
    }
  });
});

describe("--at", () => {
  const oneNumber = (where: string, given: string): string =>
    `${where} must be 1 finite number, because the density has dimension 1, not ${given}`;

  test.each([
    ["nothing.csv", '"nothing.csv" is neither a JSON array of points, such as [[0.5]], nor a file that exists'],
    ["", '"" is neither a JSON array of points, such as [[0.5]], nor a file that exists'],
    ["0.5", '"0.5" is neither a JSON array of points, such as [[0.5]], nor a file that exists'],
    ["[]", "the value must hold at least one point, such as [[0.5]]"],
    ["[0.5]", oneNumber("row 1", "0.5")],
    ["[[0],[]]", oneNumber("row 2", "[]")],
    ["[[0],[1,2]]", oneNumber("row 2", "[1,2]")],
    ['[[0],["1"]]', oneNumber("row 2", '["1"]')],
    ["[[null]]", oneNumber("row 1", "[null]")],
    ["[[0],[1e999]]", oneNumber("row 2", '["Infinity"]')],
    ["folder", '"folder" is a folder; give a file'],
    ["empty.csv", 'the file "empty.csv" must hold at least one point, such as [[0.5]]'],
    ["header.csv", 'the file "header.csv" must hold at least one point, such as [[0.5]]'],
    ["words.csv", notANumber],
    ["wide.csv", tooWide],
    [
      "not-a-number.csv",
      'line 1, column 1 of the file "not-a-number.csv" is missing ("NaN"); give --header if line 1 holds column names, or --missing drop leaves such rows out',
    ],
    [
      "infinite.csv",
      'line 2, column 1 of the file "infinite.csv" must be a finite number, below 1.8e308 in size, not "1e999"',
    ],
    [
      "semicolons.csv",
      'the file "semicolons.csv" must hold points in R^1, because the density has dimension 1, not in R^2 (columns 1, 2); choose its columns with --columns',
    ],
    ["points.json", 'row 2 of the file "points.json" must be an array of 1 number, like the first row, not [1,2]'],
  ])("%j", (points, expected) => {
    const args = ["reconstruct", "--density", gaussian, "--method", "dae", "--sigma", "0.31", "--at", points];
    expect(complaint(args)).toBe(`--at: ${expected}`);
  });

  test("a file whose quotes are not closed", () => {
    const args = ["reconstruct", "--density", gaussian, "--method", "dae", "--sigma", "0.31", "--at", "quote.csv"];
    expect(complaint(args)).toBe('--at: line 2 of the file "quote.csv" opens a quote that is not closed');
  });

  test("text that is not JSON", () => {
    const args = ["reconstruct", "--density", gaussian, "--method", "dae", "--sigma", "0.31", "--at", "[[NaN]]"];
    expect(complaint(args)).toMatch(/^--at: the value is not valid JSON \(Unexpected token.*\)$/);
  });

  test("a point of another dimension than the density's", () => {
    const args = ["reconstruct", "--density", gaussian2d, "--method", "dae", "--sigma", "0.31", "--at", "[[0.5]]"];
    expect(complaint(args)).toBe(
      "--at: row 1 must be 2 finite numbers, because the density has dimension 2, not [0.5]",
    );
  });
});

describe("arguments", () => {
  test.each([
    [["export"], "MODEL is missing; scorebook export needs a model that scorebook wrote"],
    [["sweep", "merge"], "DIR is missing; scorebook sweep merge needs the folder of the sweep"],
    [["sweep", "merge", "nothing"], /^DIR must be the folder of a sweep, which holds jobs\.jsonl, not ".*nothing"$/],
    [["help", "nothing"], /^"nothing" is not a command of scorebook; allowed are verify, .*$/],
    [
      ["check", "model.json", "points.csv", "--density", "spiral"],
      /^"points\.csv" cannot be used: scorebook check takes MODEL and options \(--command, .*$/,
    ],
    [["notebooks", "--only", "99"], /^--only: "99" is not one of the chapters 00-start-here, .*$/],
  ])("%j", (args, expected) => {
    expect(complaint(args)).toMatch(expected);
  });
});

describe("files of points", () => {
  const ann = (option: string): string =>
    `${option}: line 2, column 1 ("name") of the file "text.csv" must be a number, not "ann"; leave the column out with --drop name, or choose columns with --columns`;
  const fewRows = "--data: must hold two different rows or more, to learn from some and measure on others, not 1";
  const fit = ["fit", "--sigma", "0.3", "--out", "new.json", "--data"];
  const train = ["train", "--sigma", "0.3", "--out", "new.json", "--data"];
  const own = ["--model", "model.json", "--out", "new.csv"];

  test.each([
    [[...fit, "text.csv"], ann("--data")],
    [[...train, "text.csv"], ann("--data")],
    [["denoise", ...own, "--data", "text.csv"], ann("--data")],
    [["describe", ...own, "--data", "text.csv"], ann("--data")],
    [["score", ...own, "--at", "text.csv"], ann("--at")],
    [["sample", ...own, "--start", "text.csv"], ann("--start")],
    [["modes", "--model", "model.json", "--data", "text.csv"], ann("--data")],
    [
      ["denoise", ...own, "--data", "gap.csv"],
      '--data: line 3, column 1 ("x") of the file "gap.csv" is missing ("NaN"); --missing drop leaves such rows out',
    ],
    [[...fit, "one.csv"], fewRows],
    [[...fit, "same.csv"], fewRows],
    [
      [...fit, "points.csv", "--columns", "z"],
      '--columns: must name columns of the file "points.csv" by their names ("x", "y") or by numbers from 1 to 2, not "z"',
    ],
    [
      [...fit, "points.csv", "--columns", "x", "--drop", "y"],
      "--drop: does not go with --columns; give one of the two",
    ],
    [
      [...train, "points.csv", "--checkpoint", "object.json"],
      '--checkpoint: the file "object.json" does not hold the state of a training: format is missing; remove it, or give another name',
    ],
  ])("%j", (args, expected) => {
    expect(complaint(args)).toBe(expected);
  });
});

describe("models", () => {
  test.each([
    ["nothing.onnx", 'MODEL: "nothing.onnx" does not exist; give an ONNX file or a model that scorebook wrote'],
    ["nothing.json", 'MODEL: "nothing.json" does not exist; give an ONNX file or a model that scorebook wrote'],
    ["object.json", 'MODEL: "object.json" is not a model that scorebook wrote'],
    ["folder", 'MODEL: "folder" is a folder; give a file'],
  ])("check %s", (model, expected) => {
    expect(complaint(["check", model, "--density", "spiral", "--sigma", "0.1"])).toBe(expected);
  });

  test("a command that is no model is named by its option", () => {
    expect(complaint(["check", "--command", "exit 3", "--density", "spiral", "--sigma", "0.1"])).toBe(
      '--command: "exit 3" ended with status 3 before it answered',
    );
  });

  test.each([["nothing.json"], ["object.json"], ["points.csv"], ["folder"]])("score and export of %s", (model) => {
    expect(complaint(["score", "--model", model, "--at", "[[0,0]]"])).toMatch(new RegExp(`^--model: "${model}" `));
    expect(complaint(["export", model, "--onnx", "new.onnx"])).toMatch(new RegExp(`^MODEL: "${model}" `));
  });
});

describe("files and folders to write", () => {
  const check = ["check", "model.json", "--density", "spiral"];
  const isFile = (option: string, path: string): string =>
    `${option}: "${path}" cannot be used as a folder: it is a file`;
  const below = (option: string): string =>
    `${option}: "points.csv/new" cannot be used as a folder: "points.csv" is a file`;
  const noFolder = (option: string, path: string): string =>
    `${option}: "${path}" cannot be written: there is no folder "nowhere"`;

  test.each([
    [
      ["fit", "--data", "points.csv", "--out", "points.csv"],
      '--out: "points.csv" is the file of --data too; give another one',
    ],
    [["fit", "--data", "points.csv", "--out", "folder"], '--out: "folder" cannot be written: it is a folder'],
    [[...check, "--report", "nowhere/new.html"], noFolder("--report", "nowhere/new.html")],
    [["export", "model.json", "--onnx", "nowhere/new.onnx"], noFolder("--onnx", "nowhere/new.onnx")],
    [["export", "model.json", "--npz", "nowhere/new.npz"], noFolder("--npz", "nowhere/new.npz")],
    [["figures", "--only", "f1", "--out", "points.csv"], isFile("--out", "points.csv")],
    [["figures", "--only", "f1", "--out", "points.csv/new"], below("--out")],
    [["certify", "--out", "points.csv"], isFile("--out", "points.csv")],
    [["certify", "--out", "points.csv/new"], below("--out")],
    [["sweep", "losses.yaml", "--out", "points.csv"], isFile("--out", "points.csv")],
    [["sweep", "losses.yaml", "--out", "points.csv/new"], below("--out")],
  ])("%j", (args, expected) => {
    expect(complaint(args)).toBe(expected);
  });
});

describe("plans", () => {
  test.each([
    ["nothing.yaml", 'PLAN: "nothing.yaml" does not exist; give a YAML file'],
    ["folder", 'PLAN: "folder" is a folder; give a file'],
    ["broken.yaml", /^PLAN: "broken\.yaml" cannot be read as YAML: .*$/],
    ["plan.yaml", /^plan\.yaml: "sed" is not an option of train; allowed are data, sigma, .*$/],
  ])("%s", (plan, expected) => {
    expect(complaint(["sweep", plan, "--out", "runs"])).toMatch(expected);
  });
});
