// What the pages do beyond being read: the theme, copying, comments.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { root, start } from "./site.mjs";

const POST = "posts/eks-custom-networking/";
let site;
before(async () => (site = await start()));
after(() => site?.stop());

const theme = (page) => page.evaluate(() => document.documentElement.dataset.theme ?? "");
const background = (page) => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme + getComputedStyle(document.body).color);

async function choose(page, value) {
  await page.click(".theme button");
  await page.check(`[name=theme][value="${value}"]`);
  await page.keyboard.press("Escape");
}

test("a chosen theme stays, on every page and from the first moment", async () => {
  const { page, go, close } = await site.open({ colorScheme: "light" });
  await go("");
  const light = await background(page);
  await choose(page, "dark");
  assert.equal(await theme(page), "dark");
  assert.notEqual(await background(page), light);
  await go(POST);
  assert.equal(await theme(page), "dark");
  assert.equal(await page.evaluate(() => window.themeAtFirst), "dark", "set before the page has a body, so nothing flashes");
  assert.equal(await page.isChecked('[name=theme][value="dark"]'), true);
  await choose(page, "");
  assert.equal(await theme(page), "");
  await go("");
  assert.equal(await background(page), light);
  await close();
});

/** The code of every fence of a post, without the indentation of the list it stands in. */
function fences(markdown) {
  const found = [];
  let open;
  for (const line of markdown.split("\n")) {
    const mark = line.match(/^( *)(```+|~~~+)(\w*)/);
    if (open && mark && line.trim() === open.mark) {
      found.push(open);
      open = undefined;
    } else if (open) {
      open.code += `${line.startsWith(open.indent) ? line.slice(open.indent.length) : line.trimStart()}\n`;
    } else if (mark) {
      open = { indent: mark[1], mark: mark[2], language: mark[3], code: "" };
    }
  }
  return found;
}

test("code is copied byte for byte", async () => {
  const { page, go, close } = await site.open({ permissions: ["clipboard-read", "clipboard-write"] });
  const posts = ["eks-custom-networking", "terraform-for-each-vs-count", "debugging-pod-networking-on-eks"];
  for (const post of posts) {
    const expected = fences(await readFile(join(root, `content/posts/${post}.md`), "utf8"));
    await go(`posts/${post}/`);
    const blocks = page.locator(".prose .code");
    assert.equal(await blocks.count(), expected.length, post);
    for (const [at, fence] of expected.entries()) {
      await blocks.nth(at).locator(".copy").click();
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      if (fence.language !== "console") {
        assert.equal(copied, fence.code, `block ${at + 1} of ${post}`);
        continue;
      }
      const typed = fence.code.split("\n").filter((line) => /^[$#] /.test(line));
      for (const line of typed) assert.ok(copied.includes(line.slice(2)), `${line} of ${post}`);
      assert.doesNotMatch(copied, /^\$ /m, "prompts are not typed");
    }
  }
  await close();
});

test("comments are configured, and asked for only when they are near", async () => {
  for (const base of site.bases) {
    const { page, seen, go, close } = await site.open({ base });
    await go(POST);
    const container = page.locator("[data-giscus]");
    const attributes = await container.evaluate((element) => ({ ...element.dataset }));
    const expected = {
      repo: "comstering/comstering.github.io",
      repoId: "MDEwOlJlcG9zaXRvcnkzNjI0MjQ3NDk=",
      category: "Announcements",
      categoryId: "MDE4OkRpc2N1c3Npb25DYXRlZ29yeTMyOTQ4OTYw",
      mapping: "specific",
      term: "posts/eks-custom-networking",
      strict: "0",
      reactionsEnabled: "1",
      emitMetadata: "0",
      inputPosition: "top",
      theme: "preferred_color_scheme",
      lang: "ko",
      loading: "lazy",
    };
    for (const [name, value] of Object.entries(expected)) assert.equal(attributes[name], value, name);
    await page.waitForTimeout(300);
    assert.deepEqual(seen.giscus, [], "not before they are near");
    await container.scrollIntoViewIfNeeded();
    await page.waitForFunction(() => document.querySelector("script[src$='/client.js']"));
    const script = await page.locator("script[src$='/client.js']").evaluate((element) => ({ ...element.dataset }));
    for (const [name, value] of Object.entries(expected)) assert.equal(script[name], value, `script ${name}`);
    await page.waitForTimeout(100);
    assert.equal(seen.giscus.length, 1);
    await close();
  }
});

test("comments follow the chosen theme", async () => {
  const { page, go, close } = await site.open({ stored: "dark" });
  await go(POST);
  await page.locator("[data-giscus]").scrollIntoViewIfNeeded();
  const script = page.locator("script[src$='/client.js']");
  await script.waitFor({ state: "attached" });
  assert.equal(await script.getAttribute("data-theme"), "dark");
  await close();
});
