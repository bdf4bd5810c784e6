// node:url, for addresses of files.
export const fileURLToPath = (address) => decodeURIComponent(new URL(address).pathname);
export const pathToFileURL = (path) => new URL(`file://${String(path).split("/").map(encodeURIComponent).join("/")}`);
const { URL: ownURL, URLSearchParams: ownParameters } = globalThis;

export { ownParameters as URLSearchParams, ownURL as URL };
export default { fileURLToPath, pathToFileURL, URL: ownURL, URLSearchParams: ownParameters };
