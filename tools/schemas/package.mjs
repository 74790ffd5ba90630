// Reads an npm package: its manifest and the TypeScript sources that its source maps carry.

import fs from "node:fs";
import zlib from "node:zlib";

const BLOCK = 512;
const SOURCE_MAP = "sourceMappingURL=data:application/json;base64,";

/** The manifest of a package and, folder by folder below `lib/`, the text of its sources. */
export function readPackage(archive) {
  const folders = new Map();
  let manifest = null;
  for (const { path, bytes } of entries(zlib.gunzipSync(fs.readFileSync(archive)))) {
    if (path === "package/package.json") manifest = JSON.parse(bytes.toString());
    const folder = /^package\/lib\/([^/]+)\/.*\.js$/.exec(path)?.[1];
    if (folder) folders.set(folder, (folders.get(folder) ?? "") + source(bytes.toString(), path));
  }
  return { manifest, folders };
}

function source(script, path) {
  const at = script.lastIndexOf(SOURCE_MAP);
  if (at < 0) throw new Error(`${path} has no source map`);
  const map = JSON.parse(Buffer.from(script.slice(at + SOURCE_MAP.length), "base64"));
  return map.sourcesContent.join("\n");
}

function* entries(tar) {
  let at = 0;
  while (at + BLOCK <= tar.length && tar[at] !== 0) {
    const field = (from, to) => tar.toString("utf8", at + from, at + to).replace(/\0.*$/s, "");
    const size = parseInt(field(124, 136), 8) || 0;
    const folder = field(345, 500);
    const path = folder ? `${folder}/${field(0, 100)}` : field(0, 100);
    yield { path, bytes: tar.subarray(at + BLOCK, at + BLOCK + size) };
    at += BLOCK * (1 + Math.ceil(size / BLOCK));
  }
}
