/**
 * What all that JupyterLite loads has in common: small ES modules for browsers.
 * @satisfies {import("esbuild").BuildOptions}
 */
export const browserModules = /** @type {const} */ ({
  bundle: true,
  minify: true,
  // The names of classes are printed, and those of errors shown.
  keepNames: true,
  format: "esm",
  platform: "browser",
  target: "es2022",
  metafile: true,
  logLevel: "warning",
});
