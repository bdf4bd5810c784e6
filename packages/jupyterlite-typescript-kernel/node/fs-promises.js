import { promises } from "./fs.js";

export const {
  open,
  readFile,
  writeFile,
  appendFile,
  stat,
  access,
  rename,
  copyFile,
  rm,
  unlink,
  mkdir,
  readdir,
  mkdtemp,
} = promises;
export default promises;
