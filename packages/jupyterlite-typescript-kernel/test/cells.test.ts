import { describe, expect, test } from "vitest";
import { Notebook } from "./notebook.ts";

describe("what one cell declares, and another uses", () => {
  test("variables, functions, types and classes go from cell to cell", async () => {
    const notebook = new Notebook();
    await notebook.run(`interface Point { x: number }
      const start: Point = { x: 1 };
      class Walker { constructor(private readonly at: Point) {} get place() { return this.at.x; } }
      function walker(point: Point) { return new Walker(point); }`);
    const { printed, problems } = await notebook.run("const place: Point = { x: start.x + 1 }; walker(place).place");
    expect(problems).toEqual([]);
    expect(printed).toBe("2\n");
  });

  test("a name may be declared anew, and functions of the earlier cell keep theirs", async () => {
    const notebook = new Notebook();
    await notebook.run("const n = 1; const read = () => n;");
    const { printed } = await notebook.run("const n = 'two'; [n.length, read()]");
    expect(printed).toBe("[ 3, 1 ]\n");
  });

  test("a variable that a later cell assigns to is the one that functions of the earlier cell see", async () => {
    const notebook = new Notebook();
    await notebook.run("let n = 1; const read = () => n; const add = () => { n++; };");
    expect((await notebook.run("n = 5; add(); [n, read()]")).printed).toBe("[ 6, 6 ]\n");
    expect((await notebook.run("({ n } = { n: 8 }); n += 1; ({ n, other: read() })")).printed).toBe(
      "{ n: 9, other: 9 }\n",
    );
  });

  test("a constant of an earlier cell can't be assigned to", async () => {
    const notebook = new Notebook();
    await notebook.run("const n = 1;");
    const { problems } = await notebook.run("n = 2;");
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ line: 1, column: 1 });
  });

  test("a local variable, a property and a parameter of the same name stay what they are", async () => {
    const notebook = new Notebook();
    await notebook.run("const x = 1; const y = 2;");
    const code = "const f = (x: number) => x + y; { const y = 10; f(y) } ({ x: f(3), y }).x + [1].map((y) => y)[0]";
    expect((await notebook.run(code)).printed).toBe("6\n");
  });

  test("var in a loop, enumerations and patterns are declarations too", async () => {
    const notebook = new Notebook();
    await notebook.run(`for (var k = 0; k < 3; k++) {}
      enum Colour { Red, Green }
      const { u, v: [w, ...rest] } = { u: 1, v: [2, 3, 4] };`);
    expect((await notebook.run("[k, Colour.Green, u, w, rest]")).printed).toBe("[ 3, 1, 1, 2, [ 3, 4 ] ]\n");
  });

  test("of a cell that throws, what was declared before is there, and what was not is unknown", async () => {
    const notebook = new Notebook();
    await notebook.run("const later = 'old';");
    const { outcome } = await notebook.run(
      "const first = 1;\nthrow new RangeError('no');\nconst second = 2; const later = 3;",
    );
    expect(outcome).toMatchObject({ status: "error", name: "RangeError", message: "no" });
    expect((await notebook.run("[first, later]")).printed).toBe("[ 1, 'old' ]\n");
    expect((await notebook.run("second")).problems[0].message).toContain("second");
  });

  test("after a reset nothing is known", async () => {
    const notebook = new Notebook();
    await notebook.run("const n = 1;");
    notebook.language.reset();
    expect((await notebook.run("n")).problems[0].message).toContain("Cannot find name 'n'");
  });
});

describe("a cell as TypeScript", () => {
  test("a wrong type is a problem at its line and column, and nothing runs", async () => {
    const notebook = new Notebook();
    const { problems, outcome } = await notebook.run("console.log('runs');\nconst n: number = 'text';");
    expect(outcome).toBeNull();
    expect(problems).toEqual([{ line: 2, column: 7, message: "Type 'string' is not assignable to type 'number'." }]);
  });

  test("the types of earlier cells are checked", async () => {
    const notebook = new Notebook();
    await notebook.run("interface Point { x: number }\nconst point: Point = { x: 1 };");
    expect((await notebook.run("point.z")).problems[0].message).toBe("Property 'z' does not exist on type 'Point'.");
  });

  test("await and dynamic import stand at the top", async () => {
    const notebook = new Notebook();
    const code =
      "const { greet: hello } = await import('greetings');\nconst n = await Promise.resolve(2); hello('you') + n";
    expect((await notebook.run(code)).printed).toBe("Hello, you.2\n");
  });

  test("imports are there in later cells, types among them", async () => {
    const notebook = new Notebook();
    await notebook.run(`import farewell, { greet as hello,
      type Style } from "greetings";
      import * as all from "greetings";`);
    const code = "const loud: Style = { loud: true }; [hello('you', loud), farewell(), all.greeted]";
    expect((await notebook.run(code)).printed).toBe("[ 'Hello, you!', 'Goodbye.', 0 ]\n");
  });

  test("a module that is not served, and a name that a module does not have, are problems", async () => {
    const notebook = new Notebook();
    expect((await notebook.run("import { a } from 'nowhere';")).problems[0].message).toContain("'nowhere'");
    expect((await notebook.run("import { wave } from 'greetings';")).problems[0].message).toContain("'wave'");
  });

  test("an export is allowed and changes nothing", async () => {
    const notebook = new Notebook();
    await notebook.run("export const n = 3; export function twice() { return 2 * n; }");
    expect((await notebook.run("twice()")).printed).toBe("6\n");
  });

  test("nothing is printed for undefined and null, and text without quotation marks", async () => {
    const notebook = new Notebook();
    expect((await notebook.run("undefined")).printed).toBe("");
    expect((await notebook.run("null")).printed).toBe("");
    expect((await notebook.run("'text'")).printed).toBe("text\n");
    expect((await notebook.run("const n = 1;")).printed).toBe("");
    expect((await notebook.run("// nothing")).printed).toBe("");
  });
});

test("a cell imports the kernel itself, whose functions are typed", async () => {
  const notebook = new Notebook();
  const { problems, outputs } = await notebook.run(`import { display } from "jupyterlite-typescript-kernel";
    display({ "text/html": "<b>bold</b>" }, { id: "one" });`);
  expect(problems).toEqual([]);
  expect(outputs).toEqual([
    { type: "display", data: { "text/html": "<b>bold</b>" }, metadata: {}, displayId: "one", update: false },
  ]);
  const wrong = await notebook.run(`import { print } from "jupyterlite-typescript-kernel"; print("printer", "text");`);
  expect(wrong.problems.map(({ message }) => message)).toEqual([
    `Argument of type '"printer"' is not assignable to parameter of type '"stdout" | "stderr"'.`,
  ]);
});

describe("errors", () => {
  test("say the line of the cell, and of the cell whose function failed", async () => {
    const notebook = new Notebook();
    await notebook.run(
      "type Unused = {\n  a: number;\n};\n\nfunction fail(): never {\n  throw new Error('broken');\n}",
    );
    const { outcome } = await notebook.run(
      "// A comment.\n\ninterface AlsoUnused { a: number }\nconst n: number = fail();",
    );
    expect(outcome).toMatchObject({
      traceback: ["Error: broken", expect.stringMatching(/^ {4}at fail \(cell-\d+, line 6\)$/), "    at line 4"],
    });
  });

  test("what is thrown need not be an error", async () => {
    expect((await new Notebook().run("throw { code: 7 };")).outcome).toMatchObject({ message: "{ code: 7 }" });
  });
});

test("a cell that asks for what no browser has, and those that use its names, keep their stored results", async () => {
  const notebook = new Notebook();
  await notebook.run("const kept = 1;");
  const { name, code } = notebook.language.compile(
    "const first = 1; throw Object.assign(new Error('It needs Node.'), { keepStoredResult: true }); const far = 2;",
  );
  const outcome = await notebook.execution.run({ name, code, hasStoredResult: true });
  expect(outcome).toMatchObject({ keepStoredResult: true, defined: ["first"] });
  notebook.language.commit(name, ["first"], true);
  const next = notebook.language.compile("const further = far + 1;");
  expect(next).toMatchObject({ code: "", problems: [], missing: ["far"] });
  notebook.language.commit(next.name, [], true);
  expect(notebook.language.compile("({ further })").missing).toEqual(["further"]);
  expect((await notebook.run("const far = 5; kept + first + far")).printed).toBe("7\n");
  expect((await notebook.run("far + nowhere")).problems[0].message).toContain("nowhere");
});

test("a published cell has a stored result, unless it reads a file that the reader added or changed", async () => {
  const notebook = new Notebook();
  Object.assign(globalThis, { kernelOfTest: notebook.execution });
  const ask = async (path: string): Promise<{ readonly has: boolean; readonly readOwnFile: boolean | undefined }> => {
    let has: boolean | undefined;
    Object.assign(globalThis, { answer: (value: boolean) => (has = value) });
    const { name, code } = notebook.language.compile(`const kernel = (globalThis as any).kernelOfTest;
      kernel.files.read("${path}"); (globalThis as any).answer(kernel.hasStoredResult);`);
    const outcome = await notebook.execution.run({ name, code, hasStoredResult: true });
    return { has: has as boolean, readOwnFile: outcome.readOwnFile };
  };
  const published = { has: true, readOwnFile: undefined };
  const own = { has: false, readOwnFile: true };
  expect(await ask("rows.csv")).toEqual(published);
  notebook.execution.files.share([{ path: "chapters/rows.csv", bytes: new Uint8Array(1) }]);
  expect(await ask("rows.csv")).toEqual(own);
  expect(await ask("other.csv")).toEqual(published);
  notebook.execution.files.write("rows.csv", new Uint8Array(2));
  expect(await ask("rows.csv")).toEqual(published);
});

test("a cell names the cells that it uses, those too whose values are missing", async () => {
  const { language } = new Notebook();
  const first = language.compile("const rows = 1, lost = 2;");
  language.commit(first.name, ["rows"], true);
  const second = language.compile("const more = rows + 1;");
  language.commit(second.name, null);
  expect(first.uses).toEqual([]);
  expect(second.uses).toEqual([first.name]);
  expect(language.compile("lost").uses).toEqual([first.name]);
  expect(language.compile("more + rows").uses).toEqual([second.name, first.name]);
});

describe("interrupts", () => {
  test("a cell that waits ends, where nobody listens", async () => {
    const notebook = new Notebook();
    const running = notebook.run("await new Promise(() => {});");
    setTimeout(() => notebook.execution.interrupt(), 10);
    expect((await running).outcome).toMatchObject({ status: "error", name: "Interrupted" });
  });

  test("who listens ends the cell in its own way", async () => {
    const notebook = new Notebook();
    let stop: () => void = () => {};
    Object.assign(globalThis, { listen: (run: () => void) => (stop = notebook.execution.onInterrupt(run)) });
    const running = notebook.run(`let done = 0;
      await new Promise<void>((end) => (globalThis as any).listen(() => { done = 1; end(); }));
      done`);
    setTimeout(() => notebook.execution.interrupt(), 10);
    expect(await running).toMatchObject({ outcome: { status: "ok" }, printed: "1\n" });
    stop();
    notebook.execution.interrupt();
  });
});
