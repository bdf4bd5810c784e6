interface Cell {
  readonly cell_type: string;
  readonly source: string | readonly string[];
  readonly outputs?: readonly { readonly data?: Readonly<Record<string, unknown>> }[];
}

export function chapterPage(
  notebook: object,
  about: {
    readonly name: string;
    readonly embedded: readonly { readonly id: string; readonly title: string; readonly sentence: string }[];
    readonly lab: boolean;
    readonly mapLinks: (markdown: string) => string;
  },
): { notebook: { cells: Cell[] }; pictures: { file: string; bytes: Buffer }[] };
