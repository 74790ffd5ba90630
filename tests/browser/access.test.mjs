// No page keeps anybody out: axe-core finds nothing, in both colour schemes and while things are open.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { readThrough, start } from "./site.mjs";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
let site, axe;
before(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  site = await start();
});
after(() => site?.stop());

/** The violations of a page, a line each. */
async function violations(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate((tags) => window.axe.run({ runOnly: tags, resultTypes: ["violations"] }), TAGS);
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")} ${node.failureSummary}`));
}

for (const colorScheme of ["light", "dark"]) {
  test(`no page has a violation in ${colorScheme}`, async () => {
    const { page, go, close } = await site.open({ colorScheme });
    for (const path of site.pages) {
      await go(path);
      await readThrough(page);
      assert.deepEqual(await violations(page), [], path);
    }
    await close();
  });
}

test("a browser without light-dark() shows what can be read in dark as well", async () => {
  const { page, go, close } = await site.open({ colorScheme: "dark", stored: "dark" });
  const without = async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replaceAll("light-dark(", "not-known(");
    return route.fulfill({ response, body });
  };
  await page.route(/\/$|\.css$/, without);
  await go("posts/eks-custom-networking/");
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme), "light");
  assert.notEqual(await page.locator(".hl .k, .hl .c").first().evaluate((word) => getComputedStyle(word).color), "rgb(0, 0, 0)");
  assert.deepEqual(await violations(page), []);
  await close();
});

test("a violation would be found", async () => {
  const { page, go, close } = await site.open();
  await go("");
  await page.evaluate(() => document.body.insertAdjacentHTML("beforeend", "<img src=data:,><button></button>"));
  assert.ok((await violations(page)).length >= 2);
  await close();
});

test("none appears while the theme is being chosen or afterwards", async () => {
  for (const width of [320, 1440]) {
    const { page, go, close } = await site.open({ colorScheme: "light", viewport: { width, height: 900 } });
    await go("posts/eks-custom-networking/");
    await page.click(".theme button");
    assert.deepEqual(await violations(page), [], `open at ${width}`);
    await page.check('[name=theme][value="dark"]');
    assert.deepEqual(await violations(page), [], `chosen at ${width}`);
    await page.keyboard.press("Escape");
    const contents = page.locator(".toc summary");
    if (await contents.isVisible()) await contents.click();
    assert.deepEqual(await violations(page), [], `closed at ${width}`);
    await close();
  }
});
