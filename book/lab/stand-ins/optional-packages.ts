// src/optional-packages.ts for a browser, where no package can be installed.

/** What a chapter asks for needs Node; the message is one sentence. */
export class MissingPackageError extends Error {
  override readonly name = "MissingPackageError";
}

/** The same, of something that only Node can do. The kernel then shows what the cell gave when it was published. */
export class NeedsNodeError extends MissingPackageError {
  readonly keepStoredResult = true;

  constructor(purpose: string, names: readonly string[]) {
    super(
      `${purpose} needs ${names.join(" and ")} in Node, and this notebook runs in a browser: run it in JupyterLab, by \`npm run lab\`.`,
    );
  }
}

/** @throws NeedsNodeError always: these packages have parts that only Node can run */
export function needPackages(purpose: string, names: readonly string[]): void {
  throw new NeedsNodeError(purpose, names);
}

export function installCommand(): string {
  return "npm ci";
}

export function packageFolder(): undefined {
  return undefined;
}
