// src/project.ts for a browser: the contents of JupyterLite are the project, with the chapters at its root.

export function projectRoot(): string {
  return "/";
}

export function packageVersion(): string {
  return SCOREBOOK_VERSION;
}

export function isInstalled(): boolean {
  return false;
}

export function cacheFolder(): string {
  return "/tmp";
}

/** Put in by scripts/book/lab.mjs. */
declare const SCOREBOOK_VERSION: string;
