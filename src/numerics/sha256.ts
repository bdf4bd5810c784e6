import { sha256 as hash } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** SHA-256 of a text in UTF-8, or of bytes, in hexadecimal. */
export function sha256(content: string | Uint8Array): string {
  return bytesToHex(hash(typeof content === "string" ? utf8ToBytes(content) : content));
}
