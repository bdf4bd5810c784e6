// node:module: a browser has no folders of packages to look in.
export function createRequire() {
  const require = (name) => {
    throw missing(name);
  };
  require.cache = {};
  require.resolve = (name) => {
    throw missing(name);
  };
  require.resolve.paths = () => [];
  return require;
}

function missing(name) {
  const error = new Error(`Cannot find module '${name}': it needs Node, and this notebook runs in a browser.`);
  return Object.assign(error, { code: "MODULE_NOT_FOUND" });
}

export default { createRequire };
