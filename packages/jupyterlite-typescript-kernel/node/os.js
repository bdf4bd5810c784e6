// node:os, as far as a browser can answer.
export const EOL = "\n";
export const tmpdir = () => "/tmp";
export const homedir = () => "/";
export const platform = () => "browser";
export const type = () => "Browser";
export const arch = () => "wasm32";
export const release = () => "";
export const hostname = () => "browser";
export const availableParallelism = () => 1;
export const cpus = () => [{ model: "browser", speed: 0 }];
export const totalmem = () => 0;
export const freemem = () => 0;
export default {
  EOL,
  tmpdir,
  homedir,
  platform,
  type,
  arch,
  release,
  hostname,
  availableParallelism,
  cpus,
  totalmem,
  freemem,
};
