// Answers for a folder as GitHub Pages does.
import { createServer } from "node:http";
import { readFile, stat } from "node:fs/promises";
import { extname, join } from "node:path";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".xml": "application/xml; charset=utf-8",
};

const isFile = async (path) => (await stat(path).catch(() => null))?.isFile() ?? false;

/** What GitHub Pages answers for a path below the base: a file, a page without its `.html`, a folder's index,
 * a redirect to the folder's address, or the site's own page for what is not there. */
export async function answer(folder, path) {
  if (path.split("/").includes("..")) return { status: 404, file: join(folder, "404.html") };
  const file = join(folder, path);
  if (path.endsWith("/") || path === "") {
    const index = join(file, "index.html");
    return (await isFile(index)) ? { status: 200, file: index } : { status: 404, file: join(folder, "404.html") };
  }
  for (const candidate of [file, `${file}.html`]) {
    if (await isFile(candidate)) return { status: 200, file: candidate };
  }
  if (await isFile(join(file, "index.html"))) return { status: 301, to: `${path}/` };
  return { status: 404, file: join(folder, "404.html") };
}

/** Listens on a free port and serves `folders`: base path (with both slashes) to folder on the disk. */
export async function serve(folders) {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const bases = Object.keys(folders).sort((a, b) => b.length - a.length);
    const base = bases.find((base) => path.startsWith(base));
    const found = base && (await answer(folders[base], path.slice(base.length)));
    if (found?.to) {
      response.writeHead(301, { location: encodeURI(base + found.to) }).end();
    } else if (found && (await isFile(found.file))) {
      const type = TYPES[extname(found.file)] ?? "application/octet-stream";
      response.writeHead(found.status, { "content-type": type }).end(await readFile(found.file));
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { origin: `http://localhost:${server.address().port}`, close: () => server.close() };
}
