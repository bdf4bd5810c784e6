import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { figures } from "../../src/figures/index.ts";
import type { PictureFormat, Renderer } from "../../src/figures/rendering/render.ts";
import type { Figure } from "../../src/figures/specification/figure.ts";
import { type WriteFiguresOptions, writeFigures } from "../../src/figures/write.ts";
import { InputError } from "../../src/numerics/input-error.ts";
import { projectRoot } from "../../src/project.ts";

let folder: string;
let opened: number;
let closed: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "scorebook-figures-"));
  opened = 0;
  closed = 0;
});

afterEach(() => rmSync(folder, { recursive: true }));

function figure(id: string, y: number): Figure {
  const build = () => ({ data: [{ y: [y] }], layout: {} });
  return {
    id,
    stem: `figure-${id}`,
    title: id,
    shortTitle: id,
    source: id,
    chapter: "00",
    width: 100,
    height: 50,
    build,
  };
}

/** Draws the data as text; fails for the formats it is told to. */
function renderer(failing: readonly PictureFormat[] = []): () => Promise<Renderer> {
  return async () => {
    opened++;
    return {
      async render(specification, _size, format) {
        if (failing.includes(format)) throw new Error(`cannot draw ${format}`);
        return new TextEncoder().encode(`${format} of ${JSON.stringify(specification.data)}`);
      },
      async close() {
        closed++;
      },
    };
  };
}

const write = (y: number, options: WriteFiguresOptions = {}) =>
  writeFigures({ folder, figures: [figure("f8", y), figure("f9", 0)], open: renderer(), ...options });

test("the first time everything is written, by one renderer, which is closed; the second time nothing, without one", async () => {
  expect(await write(1)).toMatchObject([
    { id: "f8", change: "new", written: ["figure-f8.svg", "figure-f8.png", "figure-f8.pdf", "figure-f8.json"] },
    { id: "f9", change: "new" },
  ]);
  expect(readdirSync(folder).filter((name) => name.startsWith("figure-"))).toHaveLength(8);
  expect([opened, closed]).toEqual([1, 1]);
  expect(await write(1)).toMatchObject([
    { change: "unchanged", written: [] },
    { change: "unchanged", written: [] },
  ]);
  expect(opened).toBe(1);
});

test("where the data changed the figure is drawn anew, in every format that is there", async () => {
  await write(1);
  const results = await write(2, { formats: ["svg"] });
  expect(results[0]).toMatchObject({ change: "data changed" });
  expect(results[0].written).toEqual(["figure-f8.svg", "figure-f8.png", "figure-f8.pdf", "figure-f8.json"]);
  expect(results[1].written).toEqual([]);
  expect(readFileSync(join(folder, "figure-f8.pdf"), "utf8")).toBe('pdf of [{"y":[2]}]');
});

test("only a missing picture is drawn", async () => {
  await write(1);
  rmSync(join(folder, "figure-f9.png"));
  expect(await write(1)).toMatchObject([{ written: [] }, { change: "picture missing", written: ["figure-f9.png"] }]);
});

test("a specification with a checkout's carriage returns is unchanged", async () => {
  await write(1);
  const file = join(folder, "figure-f8.json");
  writeFileSync(file, readFileSync(file, "utf8").replaceAll("\n", "\r\n"));
  expect((await write(1))[0].change).toBe("unchanged");
});

test("where drawing fails, nothing of the figure is written or changed, and the renderer is closed", async () => {
  await expect(write(1, { open: renderer(["pdf"]) })).rejects.toThrow("cannot draw pdf");
  expect(readdirSync(folder)).toEqual([]);
  expect(closed).toBe(1);
  await write(1);
  const before = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
  await expect(write(2, { open: renderer(["png"]) })).rejects.toThrow("cannot draw png");
  expect(readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"))).toEqual(before);
});

test("writes what is asked for; reports each figure", async () => {
  const reported: string[] = [];
  await write(1, { only: ["f9"], formats: ["pdf"], report: ({ id }) => reported.push(id) });
  expect(readdirSync(folder).sort()).toEqual(["figure-f9.json", "figure-f9.pdf"]);
  expect(reported).toEqual(["f9"]);
});

test("refuses unknown figures and formats, naming the known ones", async () => {
  await expect(write(1, { only: ["f1"] })).rejects.toThrow(/f8 and f9, not "f1"/);
  await expect(write(1, { formats: ["gif" as PictureFormat] })).rejects.toThrow(/svg, png and pdf, not "gif"/);
  await expect(write(1, { only: [] })).rejects.toThrow(InputError);
});

test("the figures in the repository are the ones this code makes, byte for byte", async () => {
  const refuse = () => Promise.reject(new Error("a figure in figures/ is not up to date: run npx scorebook figures"));
  const results = await writeFigures({ open: refuse });
  expect(results.map(({ change }) => change)).toEqual(figures.map(() => "unchanged"));
  for (const { stem } of figures) expect(existsSync(join(projectRoot(), "figures", `${stem}.pdf`))).toBe(true);
});
