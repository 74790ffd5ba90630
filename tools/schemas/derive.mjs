// Derives `data/schemas/` from the npm packages listed in `packages.txt`.
//
//     node tools/schemas/derive.mjs [--scratch FOLDER] [--text FOLDER] [PROVIDER…]
//
// The packages are fetched by `npm pack` into the scratch folder (a temporary one by default; the largest
// is 37 MB) and read without being unpacked or run. `--text` keeps the plain text as well, to look at what
// has changed. Needs Node 22.15 or newer, or an older one and the `zstd` command. The text is the same for
// the same packages; the compressed bytes may differ from one release of zstd to the next.

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import zlib from "node:zlib";
import { fileURLToPath } from "node:url";
import { readPackage } from "./package.mjs";
import { readSchemas } from "./read.mjs";
import { writeProvider } from "./write.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const target = path.join(here, "../../data/schemas");

function main() {
  const { scratch, text, wanted } = options(process.argv.slice(2));
  const folder = scratch ?? fs.mkdtempSync(path.join(os.tmpdir(), "schemas-"));
  for (const [provider, version, protocol] of packages()) {
    if (wanted.length > 0 && !wanted.includes(provider)) continue;
    const written = derive(fetchPackage(provider, version, folder), protocol);
    if (text) fs.writeFileSync(path.join(text, `${provider}.txt`), written);
    const packed = compress(written, folder);
    fs.writeFileSync(path.join(target, `${provider}.zst`), packed);
    console.log(`${provider}: ${written.length} bytes, ${packed.length} compressed`);
  }
  if (!scratch) fs.rmSync(folder, { recursive: true });
}

function options(args) {
  const found = { scratch: null, text: null, wanted: [] };
  while (args.length > 0) {
    const arg = args.shift();
    if (arg === "--scratch") found.scratch = args.shift();
    else if (arg === "--text") found.text = args.shift();
    else found.wanted.push(arg);
  }
  return found;
}

function packages() {
  const lines = fs.readFileSync(path.join(here, "packages.txt"), "utf8").split("\n");
  return lines.filter((line) => line && !line.startsWith("#")).map((line) => line.split(" "));
}

function fetchPackage(provider, version, folder) {
  const archive = path.join(folder, `cdktf-provider-${provider}-${version}.tgz`);
  if (!fs.existsSync(archive)) {
    const spec = `@cdktf/provider-${provider}@${version}`;
    execFileSync("npm", ["pack", spec, "--silent", "--pack-destination", folder], { stdio: "ignore" });
  }
  return archive;
}

function derive(archive, protocol) {
  const { manifest, folders } = readPackage(archive);
  const { name, version } = manifest.cdktf.provider;
  const source = name.split("/").slice(-2).join("/");
  return writeProvider(source, version, [...folders.values()].flatMap((text) => readSchemas(text, protocol)));
}

function compress(text, folder) {
  if (zlib.zstdCompressSync) {
    const { ZSTD_c_compressionLevel, ZSTD_c_windowLog } = zlib.constants;
    return zlib.zstdCompressSync(text, { params: { [ZSTD_c_compressionLevel]: 22, [ZSTD_c_windowLog]: 23 } });
  }
  const file = path.join(folder, "schema.txt");
  fs.writeFileSync(file, text);
  const flags = ["-q", "-f", "--ultra", "-22", "--no-check", "--zstd=wlog=23"];
  execFileSync("zstd", [...flags, file, "-o", `${file}.zst`]);
  return fs.readFileSync(`${file}.zst`);
}

main();
