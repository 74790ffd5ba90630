// Code blocks as readers use them: copied, wrapped, folded, chosen by tab; with and without scripts.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { start } from "./site.mjs";

const LONG = "a long line that goes on and on ".repeat(8).trim();
const GO = 'package main\n\nimport "fmt"\n\nfunc main() {\n\tfmt.Println("a")\n\tfmt.Println("b")\n}\n';
const fence = (info, code = "") => `\`\`\`${info}\n${code}\`\`\`\n\n`;

const POST = `---
title: Blocks
date: 2025-01-01
---

[a line](#go-L16)

${fence('go id=go numbers=10 mark="3: why" collapse=6-7', GO)}
${fence('text title="change" del=1 ins={2}', `old\nnew ${LONG}\n\nend\n`)}
${fence("console", "$ echo one \\\n>   two\none two\n$ pwd\n/\n")}
${fence("ansi", "\\e[1;31mred\\e[0m \\e[38;5;226myellow\\e[0m \\e[44mon blue\\e[0m \\e[7minverse\\e[0m \\e[2mfaint\\e[0m\n")}
${fence("diff lang=yaml", " a: 1\n-b: 2\n+b: 3\n")}
${fence('hcl file="/snippets/x.tf" region=one focus=2 mark=2 ins=3')}
${fence("bash tab=npm", "npm ci\n") + fence("bash tab=pnpm", "pnpm i\npnpm run\n")}
Between.

${fence("bash tab=npm", "npm test\n") + fence("bash tab=pnpm", "pnpm test\n")}
${fence("text wrap", `${LONG}\n`)}
${fence("text copy=false", "short\n")}
`;

const FILES = {
  "recto.toml": 'title = "T"\nbase_url = "https://example.org"\n',
  "content/_index.md": "---\ntitle: Home\n---\n",
  "content/posts/blocks.md": POST,
  "snippets/x.tf": "# region one\n  locals {\n    a = 1\n    b = \"x\"\n  }\n# endregion\n",
};

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const PAGE = "posts/blocks/";
let site, axe, folder;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "recto-code-"));
  for (const [path, text] of Object.entries(FILES)) {
    await mkdir(join(folder, path, ".."), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  site = await start(folder);
});
after(async () => {
  await site?.stop();
  await rm(folder, { recursive: true, force: true });
});

const block = (page, at) => page.locator(".prose .code").nth(at);
const copied = async (page, at) => {
  await block(page, at).locator(".copy").click();
  return page.evaluate(() => navigator.clipboard.readText());
};

test("code is copied byte for byte, without numbers, labels, signs and folds", async () => {
  const { page, seen, go, close } = await site.open({ permissions: ["clipboard-read", "clipboard-write"] });
  await go(PAGE);
  await block(page, 4).locator(".copy").click();
  await page.getByRole("status").getByText("Copied").waitFor();
  assert.equal(await copied(page, 0), GO, "tabs and folded lines too");
  assert.equal(await copied(page, 1), `new ${LONG}\n\nend\n`, "what is removed is left out");
  assert.equal(await copied(page, 2), "echo one \\\n  two\npwd");
  assert.equal(await copied(page, 3), "red yellow on blue inverse faint\n");
  assert.equal(await copied(page, 4), "a: 1\nb: 3\n");
  assert.equal(await copied(page, 5), 'locals {\n  a = 1\n  b = "x"\n}\n');
  assert.equal(await page.locator("[data-copy=false] .copy").count(), 0);
  assert.deepEqual([seen.errors, seen.outside], [[], []]);
  await close();
});

test("what is selected is the code alone", async () => {
  const { page, go, close } = await site.open();
  await go(PAGE);
  const selected = await block(page, 1).evaluate((element) => {
    getSelection().selectAllChildren(element.querySelector("code"));
    return getSelection().toString();
  });
  assert.equal(selected.trimEnd(), `old\nnew ${LONG}\n\nend`);
  const first = await block(page, 0).evaluate((element) => {
    getSelection().selectAllChildren(element.querySelector("code"));
    return getSelection().toString();
  });
  assert.equal(first.trimEnd(), 'package main\n\nimport "fmt"\n\nfunc main() {');
  await close();
});

test("tabs are chosen with the keyboard, together, and for good", async () => {
  const { page, go, close } = await site.open();
  await go(PAGE);
  assert.equal(await page.evaluate(() => window.shift), 0, "nothing moves");
  const tabs = page.getByRole("tab");
  assert.equal(await tabs.count(), 4);
  await tabs.first().focus();
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "pnpm");
  assert.deepEqual(await tabs.evaluateAll((tabs) => tabs.map((tab) => tab.ariaSelected)), ["false", "true", "false", "true"]);
  const visible = async () => (await page.getByRole("tabpanel").allInnerTexts()).map((text) => text.match(/p?npm \w+/)[0]);
  assert.deepEqual(await visible(), ["pnpm i", "pnpm test"]);
  await page.keyboard.press("ArrowRight");
  assert.deepEqual(await visible(), ["npm ci", "npm test"], "round and round");
  await page.keyboard.press("End");
  await page.reload();
  assert.deepEqual(await visible(), ["pnpm i", "pnpm test"], "remembered");
  await page.emulateMedia({ media: "print" });
  for (const text of ["npm ci", "pnpm i", "npm test", "pnpm test"]) assert.ok(await page.getByText(text, { exact: false }).first().isVisible());
  assert.ok(await page.getByText('fmt.Println("b")').isVisible(), "folds are printed");
  await close();
});

test("everything is there without scripts, and no dead button", async () => {
  const { page, go, close } = await site.open({ javaScriptEnabled: false });
  await go(PAGE);
  for (const text of ["npm ci", "pnpm run", "npm test", "pnpm test"]) assert.ok(await page.locator(".tab", { hasText: text }).first().isVisible(), text);
  assert.equal(await page.locator(".code button").count(), 0);
  const folded = page.getByText('fmt.Println("b")');
  assert.equal(await folded.isVisible(), false);
  await page.locator(".fold summary").focus();
  await page.keyboard.press("Enter");
  assert.ok(await folded.isVisible());
  await close();
});

test("a link to a line opens its fold and marks it", async () => {
  const { page, go, close } = await site.open();
  await go(PAGE);
  await page.click("a[href='#go-L16']");
  await page.waitForFunction(() => document.querySelector(".fold").open);
  assert.equal(await page.locator(":target").evaluate((line) => line.textContent.trim()), 'fmt.Println("b")');
  await close();
});

test("long lines scroll, or are broken when the reader wants it", async () => {
  for (const width of [320, 1440]) {
    const { page, go, close } = await site.open({ viewport: { width, height: 900 } });
    await go(PAGE);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${width}`);
    const scrolls = (at) => block(page, at).locator("pre").first().evaluate((pre) => pre.scrollWidth > pre.clientWidth);
    const wrap = block(page, 1).locator(".wrap-lines");
    assert.ok(await scrolls(1));
    await wrap.click();
    assert.equal(await scrolls(1), false);
    assert.equal(await wrap.getAttribute("aria-pressed"), "true");
    await wrap.click();
    assert.ok(await scrolls(1));
    const wrapped = page.locator(".code.wrap");
    assert.equal(await wrapped.locator("pre").evaluate((pre) => pre.scrollWidth > pre.clientWidth), false, "by its attribute");
    assert.equal(await page.locator("[data-copy=false] .wrap-lines").isVisible(), false, "no button where nothing scrolls");
    assert.deepEqual(
      await page.locator("pre").evaluateAll((pres) => pres.filter((pre) => pre.tabIndex === 0).every((pre) => pre.scrollWidth > pre.clientWidth)),
      true,
      "the keyboard stops at what scrolls",
    );
    await close();
  }
});

for (const colorScheme of ["light", "dark"]) {
  test(`no block keeps anybody out in ${colorScheme}`, async () => {
    for (const width of [320, 1440]) {
      const { page, go, close } = await site.open({ colorScheme, viewport: { width, height: 900 } });
      await go(PAGE);
      for (const what of ["as it is", "opened and hovered"]) {
        await page.evaluate(axe);
        const { violations } = await page.evaluate((tags) => window.axe.run({ runOnly: tags, resultTypes: ["violations"] }), TAGS);
        const lines = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")} ${node.failureSummary}`));
        assert.deepEqual(lines, [], `${what} at ${width}`);
        await page.locator(".fold summary").click();
        await page.locator(".focusing").hover();
        await page.getByRole("tab").nth(1).click();
      }
      await close();
    }
  });
}

test("lines out of focus are printed in the colours of their language", async () => {
  const { page, go, close } = await site.open();
  await go(PAGE);
  const colors = () =>
    page.locator(".focusing .line:not(.focus) span").evaluateAll((all) => new Set(all.map((span) => getComputedStyle(span).color)).size);
  await page.mouse.move(0, 0);
  assert.equal(await colors(), 1);
  await page.emulateMedia({ media: "print" });
  assert.ok((await colors()) > 1);
  await close();
});

test("with forced colours, only marked lines and the chosen tab have a bar", async () => {
  const { page, go, close } = await site.open({ forcedColors: "active" });
  await go(PAGE);
  await page.locator(".tab-list").first().waitFor();
  const styles = (selector, key) =>
    page.locator(selector).evaluateAll((all, key) => [...new Set(all.map((one) => getComputedStyle(one)[key]))], key);
  const [canvas] = await styles("body", "backgroundColor");
  assert.deepEqual(await styles("span.line", "borderLeftColor"), [canvas]);
  assert.deepEqual(await styles(".tab-list [aria-selected=false]", "borderBottomColor"), [canvas]);
  for (const [selector, key] of [[":is(mark, ins, del).line", "borderLeftColor"], [".tab-list [aria-selected=true]", "borderBottomColor"]]) {
    const colors = await styles(selector, key);
    assert.ok(colors.length === 1 && colors[0] !== canvas, `${selector}: ${colors}`);
  }
  // What is behind the text of a token is of this colour.
  assert.deepEqual(await styles("mark.line", "backgroundColor"), [canvas]);
  await close();
});
