import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { answer } from "./server.mjs";

test("addresses are answered as GitHub Pages answers them", async () => {
  const folder = await mkdtemp(join(tmpdir(), "recto-server-"));
  await mkdir(join(folder, "a"));
  for (const path of ["index.html", "a/index.html", "b.html", "c.txt", "404.html"]) await writeFile(join(folder, path), "");
  const check = async (path, status, file) => {
    const found = await answer(folder, path);
    assert.deepEqual([found.status, found.to ?? found.file.slice(folder.length + 1)], [status, file], path);
  };
  await check("", 200, "index.html");
  await check("a/", 200, "a/index.html");
  await check("a", 301, "a/");
  await check("b", 200, "b.html");
  await check("c.txt", 200, "c.txt");
  await check("c.txt/", 404, "404.html");
  await check("none", 404, "404.html");
  await check("../b.html", 404, "404.html");
  await rm(folder, { recursive: true });
});
