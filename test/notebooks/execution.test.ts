import { readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { ensureJupyter, type JupyterEnvironment } from "../../src/cli/jupyter/environment/environment.ts";
import { executeNotebooks, type NotebookRun, syncNotebooks } from "../../src/cli/jupyter/execution/notebooks.ts";
import { normalise } from "../../src/cli/jupyter/notebook-files/normalise.ts";
import { parseNotebook, serializeNotebook } from "../../src/cli/jupyter/notebook-files/notebook-format.ts";
import { code, notebook, printed } from "../cli/jupyter/notebook-files/notebook.ts";
import { withScratch } from "./scratch.ts";

let environment: JupyterEnvironment;
beforeAll(async () => {
  environment = await ensureJupyter();
});

/** A text twin of code cells, as somebody might begin it. */
function twin(...cells: string[]): string {
  return `# A chapter\n\n${cells.map((cell) => `\`\`\`typescript\n${cell}\n\`\`\`\n`).join("\n")}`;
}

test("from a text twin alone: executed, written, unchanged when executed again; --check sees what differs", () =>
  withScratch(environment, async (folder) => {
    const execute = async (check: boolean): Promise<NotebookRun> => {
      const [run] = await executeNotebooks(environment, { check, folder, only: "07" });
      return run;
    };
    const files = { twin: join(folder, "07-new.md"), notebook: join(folder, "07-new.ipynb") };
    writeFileSync(
      files.twin,
      twin('import { createRng } from "scorebook";\ncreateRng(1).uniform()', 'console.log(performance.now() + " ms")'),
    );
    expect(await execute(false)).toMatchObject({ failure: null, ok: true, written: ["07-new.md", "07-new.ipynb"] });
    const text = readFileSync(files.notebook, "utf8");
    const [, number, time] = parseNotebook(text).cells;
    expect(number.outputs).toMatchObject([{ name: "stdout", text: expect.stringMatching(/^0\.\d+\n$/) }]);
    expect(time).toMatchObject({ execution_count: 2, outputs: [{ text: expect.stringMatching(/ ms\n$/) }] });

    expect(await execute(false)).toMatchObject({ ok: true, written: [], differences: [] });
    expect(readFileSync(files.notebook, "utf8")).toBe(text);

    writeFileSync(files.notebook, text.replace(/"0\.\d/, '"0.123'));
    const edited = readFileSync(files.twin, "utf8").replace("createRng(1)", "createRng(2)");
    writeFileSync(files.twin, edited);
    const wrong = await execute(true);
    expect(wrong).toMatchObject({
      ok: false,
      written: [],
      differences: [{ cell: 1, details: [expect.stringContaining("-0.123")] }],
      remarks: ["the cells of 07-new.md are not those of 07-new.ipynb"],
    });
    expect(readFileSync(files.twin, "utf8")).toBe(edited);
  }));

test("whatever goes wrong in a cell fails its notebook and no other, with the cell and the reason; it is not written", () =>
  withScratch(environment, async (folder) => {
    const wrong = {
      "01-type-error": [
        "// adds\nconst sum: string = 1 + 2;",
        /^2:7 - Type 'number' is not assignable to .*'string'\.$/,
      ],
      "02-thrown": ["// adds\nthrow new RangeError('too far');", /RangeError: too far/],
      "03-standard-error": ["// adds\nconsole.error('careful');", /^careful$/],
      "04-kernel-ends": ["// adds\nprocess.exit(1);", /died/],
    } as const;
    for (const [name, [source]] of Object.entries(wrong)) {
      writeFileSync(join(folder, `${name}.md`), twin("1 + 1", source, "2 + 2"));
    }
    writeFileSync(join(folder, "05-right.md"), twin("1 + 1"));
    const runs = await executeNotebooks(environment, { check: false, folder });
    for (const [i, [, reason]] of Object.values(wrong).entries()) {
      expect(runs[i]).toMatchObject({ ok: false, written: [], failure: { cell: 2, line: "// adds" } });
      expect(runs[i].failure?.reason).toMatch(reason);
      expect(runs[i].failure?.reason).not.toContain("tslab/dist");
    }
    expect(runs[4]).toMatchObject({ ok: true, failure: null });
    expect(readdirSync(folder).filter((file) => file.endsWith(".ipynb"))).toEqual(["05-right.ipynb"]);
  }));

test("the file saved last gives the cells; cells that did not change keep their outputs", () =>
  withScratch(environment, async (folder) => {
    const files = { twin: join(folder, "07-pair.md"), notebook: join(folder, "07-pair.ipynb") };
    const committed = normalise(notebook(code("1 + 1", printed("2\n")), code("2 + 2", printed("4\n"))));
    writeFileSync(files.notebook, serializeNotebook(committed));
    await syncNotebooks(environment, { folder });
    const saved = readFileSync(files.twin, "utf8");

    writeFileSync(files.twin, saved.replace("2 + 2", "3 + 3"));
    utimesSync(files.twin, new Date(), new Date(Date.now() + 10_000));
    expect(await syncNotebooks(environment, { folder })).toEqual([
      expect.stringContaining("07-pair.md was saved after 07-pair.ipynb"),
    ]);
    const [kept, changed] = parseNotebook(readFileSync(files.notebook, "utf8")).cells;
    expect(kept.outputs).toEqual([printed("2\n")]);
    expect(changed).toMatchObject({ source: "3 + 3", outputs: [], execution_count: null });

    writeFileSync(files.notebook, readFileSync(files.notebook, "utf8").replace("3 + 3", "4 + 4"));
    utimesSync(files.notebook, new Date(), new Date(Date.now() + 20_000));
    await syncNotebooks(environment, { folder });
    expect(readFileSync(files.twin, "utf8")).toBe(saved.replace("2 + 2", "4 + 4"));
  }));

test("a block in another language is text, and making the two files the same a second time changes nothing", () =>
  withScratch(environment, async (folder) => {
    writeFileSync(join(folder, "07-shell.md"), `Set up:\n\n\`\`\`bash\nnpm ci\n\`\`\`\n\n${twin("1 + 1")}`);
    await syncNotebooks(environment, { folder });
    const { cells } = parseNotebook(readFileSync(join(folder, "07-shell.ipynb"), "utf8"));
    expect(cells.map(({ cell_type }) => cell_type)).toEqual(["markdown", "markdown", "markdown", "code"]);
    expect(cells[1].source).toBe("```bash\nnpm ci\n```");
    expect(await syncNotebooks(environment, { folder })).toEqual([]);
  }));
