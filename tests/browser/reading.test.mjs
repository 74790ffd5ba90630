// A reader gets the whole page: at every width, in both colour schemes, with and without scripts.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readThrough, start } from "./site.mjs";

const POST = "posts/eks-custom-networking/";
let site;
before(async () => (site = await start()));
after(() => site?.stop());

/** What is wrong with a page as it is laid out. */
const faults = () => {
  const found = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) found.push(`scrolls sideways: ${root.scrollWidth} > ${root.clientWidth}`);
  for (const image of document.images) {
    const [width, height] = [image.getAttribute("width"), image.getAttribute("height")];
    if (!image.naturalWidth) found.push(`not loaded: ${image.src}`);
    else if (width && Math.abs(width / height - image.naturalWidth / image.naturalHeight) > 0.02) found.push(`wrong size: ${image.src}`);
    if (image.closest(".prose") && !(width && height)) found.push(`no size: ${image.src}`);
  }
  for (const element of document.querySelectorAll("h1, .prose > *, .prose pre, .prose li")) {
    const box = element.getBoundingClientRect();
    if (!box.width || !box.height) found.push(`not shown: ${element.outerHTML.slice(0, 80)}`);
    if (box.right > root.clientWidth + 1 && !element.closest("pre, .table")) found.push(`cut off: ${element.outerHTML.slice(0, 80)}`);
  }
  return found;
};

const widths = [320, 768, 1440];
const schemes = ["light", "dark"];

for (const at of [0, 1]) {
  for (const colorScheme of schemes) {
    test(`the post is complete in ${colorScheme} under ${["/", "/blog/"][at]}`, async () => {
      for (const width of widths) {
        const base = site.bases[at];
        const { page, seen, go, close } = await site.open({ base, colorScheme, viewport: { width, height: 900 } });
        await go(POST);
        assert.deepEqual(seen.outside, [], "no request to other hosts or outside of the base");
        assert.deepEqual(seen.giscus, [], "comments wait until they are near");
        await readThrough(page);
        assert.deepEqual(await page.evaluate(faults), [], `${width}`);
        assert.equal(await page.evaluate(() => window.shift), 0, `nothing moves at ${width}`);
        assert.deepEqual([seen.outside, seen.errors], [[], []], `${width}`);
        const dark = await page.evaluate(() => {
          const [red] = getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number);
          const root = getComputedStyle(document.documentElement).backgroundColor.match(/\d+/g).map(Number);
          return (getComputedStyle(document.body).backgroundColor.includes("0, 0, 0, 0") ? root[0] : red) < 128;
        });
        assert.equal(dark, colorScheme === "dark");
        await close();
      }
    });
  }
}

test("every page is laid out without faults and shifts", async () => {
  for (const width of [320, 1440]) {
    const { page, seen, go, close } = await site.open({ viewport: { width, height: 900 } });
    for (const path of site.pages) {
      await go(path);
      await readThrough(page);
      assert.deepEqual(await page.evaluate(faults), [], `${path} at ${width}`);
      assert.equal(await page.evaluate(() => window.shift), 0, `${path} at ${width}`);
      assert.deepEqual([seen.outside, seen.errors], [[], []], path);
    }
    await close();
  }
});

test("what moves and what sticks out would be seen", async () => {
  const { page, go, close } = await site.open();
  await go(POST);
  await page.evaluate(() => {
    document.querySelector("h1").insertAdjacentHTML("beforebegin", "<p style='height: 20em; width: 200vw'>pushed in</p>");
  });
  await page.waitForFunction(() => window.shift > 0.01);
  assert.match((await page.evaluate(faults)).join(), /scrolls sideways/);
  await close();
});

test("the post can be read without scripts", async () => {
  const { page, go, close } = await site.open({ javaScriptEnabled: false });
  await go(POST);
  assert.match(await page.innerText(".prose"), /VPC CNI\(Container Network Interface\)를 사용합니다/);
  assert.ok((await page.locator(".prose pre").count()) > 3);
  assert.ok(await page.locator(".prose pre").first().isVisible());
  assert.ok(await page.locator(".comments-link a").isVisible(), "comments are a link");
  assert.equal(await page.locator(".theme button").isVisible(), false, "a button that does nothing is not shown");
  await close();
});

test("links lead on", async () => {
  for (const base of site.bases) {
    const { page, seen, go, close } = await site.open({ base });
    await go("");
    await page.click("a[href$='/posts/eks-custom-networking/'] >> nth=-1");
    await page.waitForURL(`${base}${POST}`);
    await page.goto(`${base}notes/pod-networking/`);
    await page.waitForURL(`${base}posts/debugging-pod-networking-on-eks/`);
    const missing = await page.goto(`${base}no/such/page`);
    assert.equal(missing.status(), 404);
    assert.match(await page.innerText("h1"), /찾을 수 없습니다/);
    assert.deepEqual(seen.outside, []);
    await page.click(".ways a >> nth=0");
    await page.waitForURL(base);
    await close();
  }
});

test("a name in the code leads to its definition, without scripts and with the keyboard", async () => {
  const { page, go, close } = await site.open({ javaScriptEnabled: false });
  await go(POST);
  const name = page.locator("a.ref", { hasText: /^local\.pod_cidr$/ }).first();
  const line = () => name.evaluate((element) => getComputedStyle(element).textDecorationColor);
  assert.match(await line(), /, 0\)$/, "quiet until it is pointed at");
  await name.hover();
  assert.doesNotMatch(await line(), /, 0\)$/, "underlined when pointed at");
  await page.mouse.move(0, 0);
  await page.locator(".prose pre", { has: name }).first().focus();
  await page.keyboard.press("Tab");
  assert.ok(await page.locator("a.ref:focus-visible").count(), "reached with the keyboard");
  await name.focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/#hcl-local-pod_cidr$/);
  assert.equal(await page.locator(":target").innerText(), "pod_cidr");
  await close();
});
