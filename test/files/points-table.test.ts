import { describe, expect, it, test } from "vitest";
import type { ReadingOptions } from "../../src/files/reading-options.ts";
import { pointsFrom, rowsOf } from "../support/points-file.ts";

const header = "line 1 was read as column names";
const point = "line 1 was read as a point";

async function read(text: string, options: ReadingOptions = {}) {
  const table = await pointsFrom(text, options);
  const { columns, notes } = table.summary;
  return { rows: rowsOf(table), names: table.names, columns, notes };
}

/** The message, without the folder of the file. */
async function refusal(text: string, options: ReadingOptions = {}): Promise<string> {
  const error = await pointsFrom(text, options).then(
    () => new Error("it was read"),
    (thrown: Error) => thrown,
  );
  expect(error.name).toBe("InputError");
  return error.message.replace(/the file "[^"]*[/\\]points\.csv"/, "F");
}

describe("two points in R^2", () => {
  const rows = [
    [1, -2.5],
    [3e-4, 4],
  ];

  it.each([
    ["commas", "1,-2.5\n3e-4,4\n"],
    ["semicolons", "1;-2.5\n3e-4;4\n"],
    ["tabs", "1\t-2.5\n3e-4\t4\n"],
    ["bars", "1|-2.5\n3e-4|4\n"],
    ["blanks, several and at both ends", "  1   -2.5\n3e-4 4  \n"],
    ["commas and blanks", "1, -2.5\n 3e-4 ,4"],
    ["carriage returns and no end of the last line", "1,-2.5\r\n3e-4,4"],
    ["carriage returns alone", "1,-2.5\r3e-4,4\r"],
    ["blank lines", "1,-2.5\n\n   \n3e-4,4\n\n"],
    ["quotes", '"1","-2.5"\n"3e-4","4"\n'],
    ["quotes and blanks", '" 1 ", "-2.5"\n "3e-4","4" \n'],
    ["plus signs and digits left out", "+1,-2.5\n.0003,4.\n"],
    ["separators at the ends of the lines", "1,-2.5,\n3e-4,4,\n"],
    ["a separator at the end of one line", "1,-2.5\n3e-4,4,\n"],
    ["tabs at the ends of the lines", "1\t-2.5\t\n3e-4\t4\t\n"],
  ])("separated by %s", async (_name, text) => {
    expect(await read(text)).toEqual({ rows, names: null, columns: ["1", "2"], notes: [point] });
  });

  it.each([
    ["x,y\n1,-2.5\n3e-4,4\n", ["x", "y"]],
    ['"bill, in mm";"body mass"\n1;-2.5\n3e-4;4\n', ["bill, in mm", "body mass"]],
    ['"bill\nin ""mm""",mass\n1,-2.5\n3e-4,4\n', ['bill\nin "mm"', "mass"]],
    ["width (mm)\tE10\n1\t-2.5\n3e-4\t4\n", ["width (mm)", "E10"]],
    ["a b\n1 -2.5\n3e-4 4\n", ["a", "b"]],
    ["x1,x2\n1,-2.5\n3e-4,4\n", ["x1", "x2"]],
    ["x,y,\n1,-2.5,\n3e-4,4,\n", ["x", "y"]],
    ["x,y\n1,-2.5,\n3e-4,4,\n", ["x", "y"]],
    ["missing,missing\n1,-2.5\n3e-4,4\n", ["missing", "missing"]],
    ["Länge,größe\n1,-2.5\n3e-4,4\n", ["Länge", "größe"]],
  ])("with the header %j, which is said", async (text, names) => {
    expect(await read(text)).toEqual({ rows, names, columns: names, notes: [header] });
  });
});

test("one column, whose name has blanks", async () => {
  const names = ["body mass in g"];
  expect(await read("body mass in g\n1\n2\n")).toEqual({ rows: [[1], [2]], names, columns: names, notes: [header] });
});

describe("comments are skipped, and counted", () => {
  it.each([
    [
      "# x y\n0 1\n1 0\n",
      [
        [0, 1],
        [1, 0],
      ],
      ["line 2 was read as a point (header: true if it holds column names)", "1 comment line skipped"],
    ],
    [
      "#x,y\n  # it's 5\" wide\nx,y\n3,4\n#end",
      [[3, 4]],
      ["line 3 was read as column names", "3 comment lines skipped"],
    ],
    [
      'a;b\n1;2\n# "\n3;4\n',
      [
        [1, 2],
        [3, 4],
      ],
      [header, "1 comment line skipped"],
    ],
  ])("%j", async (text, rows, notes) => {
    expect(await read(text)).toMatchObject({ rows, notes });
  });

  it("a line for Excel that names the separator is one", async () => {
    expect(await read("sep=;\nx;y\n1;2\n")).toMatchObject({
      rows: [[1, 2]],
      names: ["x", "y"],
      notes: ["line 2 was read as column names", "1 comment line skipped"],
    });
  });

  it("an error value of Excel is no comment", async () => {
    expect(await read("a,b\n#N/A,2\n#NA,3\n1,2\n", { missing: "drop" })).toMatchObject({ rows: [[1, 2]] });
  });
});

describe("an index is left out, and said", () => {
  const rows = [
    [0.1, 1],
    [0.2, 0],
  ];
  const notes = ["without the index, column 1", header];
  it.each([
    ["of pandas", ",x,y\n0,0.1,1\n1,0.2,0\n"],
    ["of pandas with other labels", ",x,y\nAdelie,0.1,1\n7.5,0.2,0\n"],
    ["of R", '"","x","y"\n"1",0.1,1\n"2",0.2,0\n'],
    ["of R's write.table", '"x" "y"\n"1" 0.1 1\n"2" 0.2 0\n'],
    ["of R's write.table with names", "x y\nAdelie 0.1 1\nGentoo 0.2 0\n"],
    ["with semicolons and decimal commas", ";x;y\n0;0,1;1\n1;0,2;0\n"],
  ])("%s", async (_name, text) => {
    const table = await read(text);
    expect(table).toMatchObject({ rows, names: ["x", "y"] });
    expect(table.notes.slice(0, 2)).toEqual(notes);
  });

  it("of pandas, read and written again", async () => {
    const { rows: read2, notes: said } = await read("Unnamed: 0,x,y\n0,0.1,1\n1,0.2,0\n");
    expect({ rows: read2, notes: said }).toEqual({ rows, notes: ["without the index, column Unnamed: 0", header] });
  });

  it("of pandas over columns that have numbers for names", async () => {
    for (const text of [",0,1\n0,0.1,1\n1,0.2,0\n", ",0,1\n7,0.1,1\n3,0.2,0\n", ",0,1\nAdelie,0.1,1\nGentoo,0.2,0\n"]) {
      expect(await read(text)).toEqual({ rows, names: ["0", "1"], columns: ["0", "1"], notes });
    }
  });

  it("unless it is asked for", async () => {
    expect(await read(",x,y\n3,0.1,1\n", { columns: ["1", "y"] })).toMatchObject({ rows: [[3, 1]], notes: [header] });
  });

  it("but a column with a name is none", async () => {
    expect(await read("id,x\n0,0.1\n1,0.2\n")).toMatchObject({ columns: ["id", "x"] });
  });
});

describe("draws of sample are recognised", () => {
  const notes = ["draws as scorebook sample writes them, without chain and step", header];
  it.each([
    [
      "chain,step,x1,x2\n1,1,0.1,0.2\n2,1,0.3,0.4\n",
      [
        [0.1, 0.2],
        [0.3, 0.4],
      ],
      ["x1", "x2"],
    ],
    ["chain,step,x1\n1,10,-7\n", [[-7]], ["x1"]],
    ["chain,step,x1,x2,x3\n1,10,-7,0,1e-3\n", [[-7, 0, 1e-3]], ["x1", "x2", "x3"]],
  ])("%j", async (text, rows, names) => {
    expect(await read(text)).toEqual({ rows, names, columns: names, notes });
  });

  it.each(["chain,step,y\n1,1,2\n", "step,chain,x1\n1,1,2\n", "chain,step,x1,x3\n1,1,2,3\n"])(
    "other columns of these names are data: %j",
    async (text) => {
      expect((await read(text)).notes).toEqual([header]);
    },
  );
});

describe("decimal commas", () => {
  const notes = [point, "commas are decimal signs"];
  it.each<[string, ReadingOptions, number[][]]>([
    [
      "0,5;1,25\n1;-2\n",
      {},
      [
        [0.5, 1.25],
        [1, -2],
      ],
    ],
    [
      "7;1\n3;4,5e-3\n",
      {},
      [
        [7, 1],
        [3, 0.0045],
      ],
    ],
    [
      "0,5\t,25\n1\t2\n",
      {},
      [
        [0.5, 0.25],
        [1, 2],
      ],
    ],
    [
      "0,5 1,25\n1 2\n",
      {},
      [
        [0.5, 1.25],
        [1, 2],
      ],
    ],
    ["0,5\n1,25\n", { decimal: "comma" }, [[0.5], [1.25]]],
    [
      '"0,5","1,25"\n"1","-2,0"\n',
      { decimal: "comma" },
      [
        [0.5, 1.25],
        [1, -2],
      ],
    ],
  ])("%j with %j", async (text, options, rows) => {
    expect(await read(text, options)).toMatchObject({ rows, notes });
  });

  it("without the option and without another separator, commas separate columns", async () => {
    expect(await read("0,5\n1,25\n")).toMatchObject({
      rows: [
        [0, 5],
        [1, 25],
      ],
      notes: [point],
    });
  });

  it.each<[string, ReadingOptions, string]>([
    [
      "1.5;2\n3,5;4\n",
      {},
      'line 2, column 1 of F must be a number with a decimal point, not "3,5"; give decimal: "comma" if all of the file has decimal commas',
    ],
    [
      "1,5;2\n3;4.5\n",
      {},
      'line 2, column 2 of F must be a number with a decimal comma, not "4.5"; give decimal: "point" if all of the file has decimal points',
    ],
    [
      "1,5;2\n3;4\n",
      { decimal: "point" },
      'line 1, column 1 of F must be a number with a decimal point, not "1,5"; give decimal: "comma" if all of the file has decimal commas',
    ],
    [
      "1.5;2\n3;4\n",
      { decimal: "comma" },
      'line 1, column 1 of F must be a number with a decimal comma, not "1.5"; give decimal: "point" if all of the file has decimal points',
    ],
    [
      'x,y\n"1,250",2\n',
      {},
      'line 2, column 1 ("x") of F must be a number with a decimal point, not "1,250"; give decimal: "comma" if all of the file has decimal commas',
    ],
    ["1.234,5;2\n", {}, /^line 1, column 1 of F must be a number, not "1\.234,5"/.source],
  ])("%j with %j is refused", async (text, options, message) => {
    const said = await refusal(text, options);
    if (message.startsWith("^")) expect(said).toMatch(new RegExp(message));
    else expect(said).toBe(message);
  });
});

describe("minus signs of typesetters are read, and said", () => {
  it.each([
    [
      "−0.5,−1.5\n0.1,0.2\n",
      [
        [-0.5, -1.5],
        [0.1, 0.2],
      ],
      '"−" (U+2212)',
    ],
    [
      "x,y\n1,2\n–3,4e–2\n",
      [
        [1, 2],
        [-3, 0.04],
      ],
      '"–" (U+2013)',
    ],
    ["‐1;－2,5\n", [[-1, -2.5]], '"‐" (U+2010)'],
  ])("%j", async (text, rows, character) => {
    const table = await read(text);
    expect(table.rows).toEqual(rows);
    expect(table.notes).toContain(`${character} was read as a minus sign`);
  });

  it.each(["5–7,1\n", "1,––2\n", "1,2−\n", "−,1\n"])("but not in %j", async (text) => {
    expect(await refusal(text)).toMatch(/^line 1, column \d of F must be a number, not /);
  });
});

describe("what could be a number is never taken for a name", () => {
  const hint = "give header: true if line 1 holds column names";
  it.each([
    ["$1,$2\n3,4\n", 'line 1, column 1 of F must be a number, without the currency sign "$", not "$1"'],
    ["€ 5,€ 6\n3,4\n", 'line 1, column 1 of F must be a number, without the currency sign "€", not "€ 5"'],
    ["7£,8£\n3,4\n", 'line 1, column 1 of F must be a number, without the currency sign "£", not "7£"'],
    [
      "−x,−y\n3,4\n",
      `line 1, column 1 of F must be a number, not "−x"; ${hint}, or leave the column out with drop: ["1"], or choose columns with the option columns`,
    ],
    [
      "1st,2nd\n3,4\n",
      `line 1, column 1 of F must be a number, not "1st"; ${hint}, or leave the column out with drop: ["1"], or choose columns with the option columns`,
    ],
    [
      "(5),(6)\n3,4\n",
      `line 1, column 1 of F must be a number, not "(5)"; ${hint}, or leave the column out with drop: ["1"], or choose columns with the option columns`,
    ],
    [
      "id,2019,2020\n1,2,3\n",
      `line 1, column 1 of F must be a number, not "id"; ${hint}, or leave the column out with drop: ["1"], or choose columns with the option columns`,
    ],
    [
      "5%,6%\n3,4\n",
      `line 1, column 1 of F must be a number, not "5%"; ${hint}, or leave the column out with drop: ["1"], or choose columns with the option columns`,
    ],
    [
      "<0.01,<0.02\n3,4\n",
      `line 1, column 1 of F must be a number, not "<0.01"; ${hint}, or leave the column out with drop: ["1"], or choose columns with the option columns`,
    ],
    [
      "'1','2'\n3,4\n",
      `line 1, column 1 of F must be a number, not "'1'"; ${hint}, or leave the column out with drop: ["1"], or choose columns with the option columns`,
    ],
    [
      "O.5,0.5\n3,4\n",
      `line 1, column 1 of F must be a number, not "O.5"; ${hint}, or leave the column out with drop: ["1"], or choose columns with the option columns`,
    ],
    [
      "NA,NA\n3,4\n",
      'line 1, column 1 of F is missing ("NA"); give header: true if line 1 holds column names, or missing: "drop" leaves such rows out',
    ],
    ["inf,-inf\n3,4\n", 'line 1, column 1 of F must be a finite number, below 1.8e308 in size, not "inf"'],
  ])("%j", async (text, message) => {
    expect(await refusal(text)).toBe(message);
  });

  it("with header: true it is a name", async () => {
    expect(await read("1st,$\n3,4\n", { header: true })).toMatchObject({ rows: [[3, 4]], names: ["1st", "$"] });
  });

  it("with header: false names are no numbers", async () => {
    expect(await refusal("x,y\n3,4\n", { header: false })).toBe(
      'line 1, column 1 of F must be a number, not "x"; leave the column out with drop: ["1"], or choose columns with the option columns',
    );
  });
});

describe("a header of numbers", () => {
  it.each(["3,4\n5,6\n", "2,1\n0.5,0.6\n", "0.5,1\n0.1,0.2\n", "7\n0.5\n", "1,10\n2,3\n"])(
    "is not suspected in %j",
    async (text) => {
      expect((await read(text)).notes).toEqual([point]);
    },
  );

  it.each(["0,1\n0.1,0.2\n", "1,2,3\n0.1,0.2,0.5\n", "0;1;2\n3;4;5\n", "2019,2020,2022\n0.1,7,8\n"])(
    "%j is a point, with advice; with header: true it is a header",
    async (text) => {
      expect((await read(text)).notes).toEqual([`${point} (header: true if it holds column names)`]);
      expect((await read(text)).rows).toHaveLength(2);
      const named = await read(text, { header: true });
      expect(named.rows).toHaveLength(1);
      expect(named.notes).toEqual([header]);
      expect((await read(text, { header: false })).notes).toEqual([point]);
    },
  );
});

describe("columns", () => {
  const text = "species,x,y\nAdelie,0,1\nGentoo,1,0\n";
  it.each<[ReadingOptions, number[][], string[]]>([
    [
      { drop: ["species"] },
      [
        [0, 1],
        [1, 0],
      ],
      ["x", "y"],
    ],
    [
      { drop: ["1"] },
      [
        [0, 1],
        [1, 0],
      ],
      ["x", "y"],
    ],
    [
      { columns: ["y", "x"] },
      [
        [1, 0],
        [0, 1],
      ],
      ["y", "x"],
    ],
    [{ columns: ["3"] }, [[1], [0]], ["y"]],
    [{ drop: ["species", "3"] }, [[0], [1]], ["x"]],
  ])("%j", async (options, rows, columns) => {
    expect(await read(text, options)).toMatchObject({ rows, columns });
  });

  it("a name counts before a number", async () => {
    expect(await read("2,1\n5,6\n", { header: true, columns: ["1"] })).toMatchObject({ rows: [[6]] });
  });

  const names = 'columns of F by their names ("species", "x", "y") or by numbers from 1 to 3';
  it.each<[ReadingOptions, string]>([
    [
      {},
      'line 2, column 1 ("species") of F must be a number, not "Adelie"; leave the column out with drop: ["species"], or choose columns with the option columns',
    ],
    [{ columns: ["z"] }, `columns must name ${names}, not "z"`],
    [{ columns: ["0"] }, `columns must name ${names}, not "0"`],
    [{ columns: ["4"] }, `columns must name ${names}, not "4"`],
    [{ drop: ["X"] }, `drop must name ${names}, not "X"`],
    [{ columns: ["x", "2"] }, 'columns must name each column once, not "2" twice'],
    [{ drop: ["species", "x", "y"] }, "drop must leave at least one column, not none of F"],
    [{ columns: ["x"], drop: ["y"] }, "drop does not go with the option columns; give one of the two"],
    [{ columns: [] }, "columns must name at least one column"],
  ])("%j is refused", async (options, message) => {
    expect(await refusal(text, options)).toBe(message);
  });

  it("two columns of one name are told apart by their numbers", async () => {
    const twice = "x,x\n1,2\n";
    expect(await refusal(twice, { columns: ["x"] })).toMatch(/not "x", which is the name of the columns 1 and 2$/);
    expect(await read(twice, { columns: ["2"] })).toMatchObject({ rows: [[2]], columns: ["x"] });
  });
});

describe("missing cells", () => {
  const words = ["", "NA", "NaN", "nan", "N/A", "null", "NULL", "None", "<NA>", "#N/A", "-nan"];
  it.each(words)("%j is one: an error, or its row is left out, and said", async (word) => {
    const text = `x,y\n1,2\n3,${word}\n${word},4\n5,6\n`;
    const found = word === "" ? "" : ` ("${word}")`;
    expect(await refusal(text)).toBe(
      `line 3, column 2 ("y") of F is missing${found}; missing: "drop" leaves such rows out`,
    );
    const table = await read(text, { missing: "drop" });
    expect(table.rows).toEqual([
      [1, 2],
      [5, 6],
    ]);
    expect(table.notes).toContain("2 of 4 rows left out because cells are missing");
  });

  it("counts only in columns that are read", async () => {
    expect(await read("x,y,z\n1,2,\n3,4,5\n", { columns: ["y"] })).toMatchObject({ rows: [[2], [4]] });
  });

  it("in every row leaves nothing", async () => {
    expect(await refusal("x,y\n1,NA\n,2\n", { missing: "drop" })).toBe(
      "F has a missing cell in every row; choose columns that are filled",
    );
  });
});

describe("what can't be read is refused with its line, its column and its text", () => {
  const columns = "choose columns with the option columns";
  it.each([
    ["", "F must hold at least one point, such as [[0.5]]"],
    ["\n \n", "F must hold at least one point, such as [[0.5]]"],
    ["# nothing\n", "F must hold at least one point, such as [[0.5]]"],
    ["x,y\n", "F must hold at least one point, such as [[0.5,0.5]]"],
    [
      "x,y\n1,2\n3,four\n",
      `line 3, column 2 ("y") of F must be a number, not "four"; leave the column out with drop: ["y"], or ${columns}`,
    ],
    ["1,2\n\n3\n", 'line 3 of F must have 2 cells, as line 1 has, not 1: ["3"]'],
    ["1,2\n3,4,5\n", 'line 2 of F must have 2 cells, as line 1 has, not 3: ["3","4","5"]'],
    ["x\n1,2\n1.5,3\n", 'line 2 of F must have 1 cell, as line 1 has, not 2: ["1","2"]'],
    [
      "1,2,\n3,4,\n5,6,7\n",
      'line 1, column 3 of F is missing; give header: true if line 1 holds column names, or missing: "drop" leaves such rows out',
    ],
    [`${"1,2,\n".repeat(60)}5,6,7\n`, 'line 61 of F must have 2 cells, as line 1 has, not 3: ["5","6","7"]'],
    ["1,2\n1e999,3\n", 'line 2, column 1 of F must be a finite number, below 1.8e308 in size, not "1e999"'],
    [
      "1,2\n0x10,3\n",
      `line 2, column 1 of F must be a number, not "0x10"; leave the column out with drop: ["1"], or ${columns}`,
    ],
    [
      "1,2\n1 000,3\n",
      `line 2, column 1 of F must be a number, not "1 000"; leave the column out with drop: ["1"], or ${columns}`,
    ],
    [
      'a,b\n"1","2"\n"3","x"\n',
      `line 3, column 2 ("b") of F must be a number, not "x"; leave the column out with drop: ["b"], or ${columns}`,
    ],
    [
      'a,b\n"1\n","2"\n"3","x"\n',
      `line 4, column 2 ("b") of F must be a number, not "x"; leave the column out with drop: ["b"], or ${columns}`,
    ],
    ['0.5\n"1\n', "line 2 of F opens a quote that is not closed"],
    ['a,"b\n1,2\n', "line 1 of F opens a quote that is not closed"],
    [
      'a,b\n1,2\n3,4"5"\n',
      "line 3 of F has a quote inside a cell; put such a cell in quotes, and write the quotes inside twice",
    ],
  ])("%j", async (text, message) => {
    expect(await refusal(text)).toBe(message);
  });

  it("after many lines, the right one is named", async () => {
    const lines = Array.from({ length: 200_000 }, (_, i) => (i === 150_000 ? "1,x" : `${i},"2"`));
    expect(await refusal(`# begin\n${lines.join("\n")}`)).toMatch(
      /^line 150002, column 2 of F must be a number, not "x"/,
    );
  });
});

test("100,000 lines of 10 numbers, to the bit", async () => {
  const points = Float64Array.from({ length: 1_000_000 }, (_, j) => Math.sqrt(j) - 500);
  const lines = Array.from({ length: 100_000 }, (_, i) => points.subarray(10 * i, 10 * i + 10).join(";"));
  const table = await pointsFrom(lines.join("\n"));
  expect(Buffer.from(table.points.buffer).equals(Buffer.from(points.buffer))).toBe(true);
});
