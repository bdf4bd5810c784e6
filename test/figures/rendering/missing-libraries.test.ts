import { expect, test } from "vitest";
import { debianPackage } from "../../../src/figures/rendering/missing-libraries.ts";

const bookworm = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_ID="12"\nID=debian\n';
const trixie = 'VERSION_ID="13"\nID=debian\n';
const noble = 'ID=ubuntu\nID_LIKE=debian\nVERSION_ID="24.04"\n';

// What `dpkg -S` says of a Debian 12 on which Chromium was installed.
test.each([
  ["libnss3.so", "libnss3"],
  ["libnssutil3.so", "libnss3"],
  ["libnspr4.so", "libnspr4"],
  ["libexpat.so.1", "libexpat1"],
  ["libasound.so.2", "libasound2"],
  ["libgbm.so.1", "libgbm1"],
  ["libdbus-1.so.3", "libdbus-1-3"],
  ["libXcomposite.so.1", "libxcomposite1"],
  ["libX11-xcb.so.1", "libx11-xcb1"],
  ["libatk-bridge-2.0.so.0", "libatk-bridge2.0-0"],
  ["libpango-1.0.so.0", "libpango-1.0-0"],
  ["libgdk_pixbuf-2.0.so.0", "libgdk-pixbuf-2.0-0"],
  ["libglib-2.0.so.0", "libglib2.0-0"],
])("%s is in the Debian package %s", (library, expected) => {
  expect(debianPackage(library, bookworm)).toBe(expected);
});

test("packages that were renamed with 64-bit times have their new names where they have them", () => {
  expect(debianPackage("libasound.so.2", trixie)).toBe("libasound2t64");
  expect(debianPackage("libatk-1.0.so.0", noble)).toBe("libatk1.0-0t64");
  expect(debianPackage("libnss3.so", noble)).toBe("libnss3");
});
