import { createWriteStream, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { Zip, ZipDeflate, ZipPassThrough } from "fflate";

/** What is compressed already. */
const COMPRESSED = /\.(png|jpe?g|woff2?|pdf|gz|zip|npz)$/;

/**
 * Packs the site into site/offline.zip, in a folder scorebook/: it is read with `npm run book -- --serve`, or with any web server.
 * The file is written whole or not at all.
 *
 * @param {string} site
 */
export async function packSite(site) {
  const target = join(site, "offline.zip");
  const fresh = `${target}.new`;
  rmSync(target, { force: true });
  const names = readdirSync(site, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "offline.zip.new")
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const out = createWriteStream(fresh);
  const closed = new Promise((done, fail) => out.once("close", done).once("error", fail));
  const zip = new Zip((error, chunk, last) => {
    if (error) out.destroy(error);
    else if (last) out.end(chunk);
    else out.write(chunk);
  });
  for (const path of names) {
    const name = `scorebook/${relative(site, path).split(sep).join("/")}`;
    const entry = COMPRESSED.test(name) ? new ZipPassThrough(name) : new ZipDeflate(name, { level: 6 });
    // The same site gives the same archive.
    entry.mtime = new Date(1980, 0, 1);
    zip.add(entry);
    entry.push(readFileSync(path), true);
  }
  zip.end();
  await closed;
  renameSync(fresh, target);
}
