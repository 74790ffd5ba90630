// Diagrams as readers meet them: drawn when they come near, in the colours of the page, with their code at hand.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { post, preview, launch } from "./preview.mjs";
import { readThrough, root, start } from "./site.mjs";

const fence = (code, info = "") => `\`\`\`mermaid ${info}\n${code}\n\`\`\`\n\n`;
const FLOW = "flowchart TD\n  a[파드] -->|asks| b{Is it?}\n  b --> c[Yes]";
const SEQUENCE = "sequenceDiagram\n  accTitle: An order\n  accDescr: It is placed and kept.\n  A->>+B: place\n  Note right of B: checked\n  B-->>-A: kept";
const WIDE = `flowchart LR\n${Array.from({ length: 9 }, (_, i) => `  n${i}[Step ${i} of many] --> n${i + 1}[Step ${i + 1}]`).join("\n")}`;
const LINKED = 'flowchart LR\n  a["one <script>"] --> b\n  click a "https://example.org/there"';
const BAD = "flowchart LR\n  a --> --> ][";
/** Higher than its code, for which no room is left. */
const HIGH = `flowchart LR\n${[..."abcdef"].map((from) => `  ${from} --> z`).join("\n")}`;
const LONG = Array.from({ length: 40 }, (_, i) => `Paragraph ${i} of many.`).join("\n\n");
const dated = (text) => `---\ntitle: Diagrams\ndate: 2025-01-01\n---\n${text}`;

const FILES = {
  "recto.toml": 'title = "T"\nbase_url = "https://example.org"\n',
  "content/_index.md": "---\ntitle: Home\n---\n",
  "content/posts/all.md": dated([fence(FLOW, 'title="The way"'), "After.\n\n", fence(SEQUENCE), fence(WIDE), fence(LINKED), fence(BAD), fence("pie\n  \"a\": 1", "diagram=false")].join("")),
  "content/posts/far.md": dated(`${LONG}\n\n${fence(FLOW)}After.\n\n${LONG}\n\n${fence(SEQUENCE)}`),
  "content/posts/high.md": dated(`${fence(HIGH)}After.\n`),
  "content/posts/none.md": dated("Words.\n"),
};
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
let site, axe, folder, reader;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "recto-mermaid-"));
  for (const [path, text] of Object.entries(FILES)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  site = await start(folder);
  reader = await opened({ permissions: ["clipboard-read", "clipboard-write"] });
});
after(async () => {
  await reader?.close();
  await site?.stop();
  await rm(folder, { recursive: true, force: true });
});

const drawings = (page) => page.locator(".drawing > svg");
const drawn = (page, count) => page.waitForFunction((count) => document.querySelectorAll(".drawing > svg").length === count, count);
const violations = async (page) => {
  await page.evaluate(axe);
  const { violations } = await page.evaluate((tags) => window.axe.run({ runOnly: tags, resultTypes: ["violations"] }), TAGS);
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")} ${node.failureSummary}`));
};
/** The page with all diagrams, drawn. */
async function opened(options) {
  const opened = await site.open(options);
  await opened.go("posts/all/");
  await readThrough(opened.page);
  await drawn(opened.page, 4);
  await opened.page.locator(".diagram-failed").waitFor();
  return opened;
}

test("what draws is asked for when a diagram comes near, once, from the site's own host and path", async () => {
  const { page, seen, go, close } = await site.open({ base: site.bases[1] });
  const asked = [];
  page.on("request", (request) => request.url().includes("mermaid") && asked.push(request.url()));
  await go("posts/none/");
  assert.equal(await page.locator("script[data-src]").count(), 0);
  await go("posts/far/");
  await page.waitForTimeout(200);
  assert.deepEqual(asked, []);
  const first = page.locator("[data-diagram]").first();
  const top = await first.evaluate((block) => block.getBoundingClientRect().top);
  await page.evaluate((by) => scrollTo(0, by), top - 900 - 300);
  await drawn(page, 1);
  assert.ok((await first.evaluate((block) => block.getBoundingClientRect().top)) > 900, "it is not seen yet");
  assert.equal(asked.length, 1);
  assert.match(asked[0], /\/blog\/assets\/mermaid\.[0-9a-f]{8}\.js$/);
  await readThrough(page);
  await drawn(page, 2);
  assert.deepEqual([asked.length, seen.outside, seen.errors], [1, [], []]);
  assert.equal(await page.evaluate(() => window.shift), 0, "nothing moves");
  await close();
});

for (const width of [320, 1440]) {
  test(`nothing that is seen moves at ${width}, not even what was scrolled past`, async () => {
    const { page, go, close } = await site.open({ viewport: { width, height: 800 } });
    await page.route("**/mermaid.*", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      await route.continue();
    });
    await go("posts/all/");
    await drawn(page, await page.locator("[data-diagram]").evaluateAll((all) => all.filter((block) => block.getBoundingClientRect().top < 1200).length));
    await readThrough(page);
    await drawn(page, 4);
    assert.equal(await page.evaluate(() => window.shift), 0);
    await go("posts/far/");
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await drawn(page, 1);
    for (let top = 0; top < 9000; top += 600) {
      await page.mouse.wheel(0, -600);
      await page.waitForTimeout(15);
    }
    await drawn(page, 2);
    assert.equal(await page.evaluate(() => window.shift), 0);
    await close();
  });
}

test("a drawing that has no room is smaller, until the reader wants it whole", async () => {
  for (const width of [320, 1440]) {
    const { page, go, close } = await site.open({ viewport: { width, height: 800 } });
    await go("posts/high/");
    const block = page.locator("[data-diagram]");
    const height = () => block.evaluate((block) => block.getBoundingClientRect().height);
    const before = await height();
    await drawn(page, 1);
    assert.ok(Math.abs((await height()) - before) < 0.1);
    const picture = await drawings(page).boundingBox();
    const frame = await page.locator(".drawing").boundingBox();
    assert.ok(picture.height < frame.height && picture.height > frame.height / 2, `${picture.height} of ${frame.height}`);
    assert.equal(await page.evaluate(() => window.shift), 0);
    await page.getByRole("button", { name: "Show the whole diagram" }).press("Enter");
    assert.ok((await height()) > before + 50);
    assert.equal(await page.locator(".show-whole").count(), 0);
    assert.equal(await page.evaluate(() => document.activeElement.className), "icon-button show-code");
    await close();
  }
});

/** The least contrast of the words of a diagram with what they stand on: the box of their node, or the page. */
const contrast = (page) =>
  page.evaluate(() => {
    const numbers = (colour) => colour.match(/[\d.]+/g).slice(0, 3).map(Number);
    const light = (colour) => {
      const [red, green, blue] = numbers(colour).map((part) => (part / 255 <= 0.04045 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const ground = getComputedStyle(document.body).backgroundColor;
    const words = [...document.querySelectorAll(".drawing text, .drawing tspan")].filter((text) => /\S/.test(text.textContent) && !text.childElementCount);
    const found = words.map((text) => {
      const box = text.closest(".node")?.querySelector("rect, polygon");
      const pair = [light(getComputedStyle(text).fill), light(box ? getComputedStyle(box).fill : ground)].sort((one, other) => one - other);
      return (pair[1] + 0.05) / (pair[0] + 0.05);
    });
    return found.length > 20 ? Math.min(...found) : 0;
  });

for (const colorScheme of ["light", "dark"]) {
  test(`nothing keeps anybody out in ${colorScheme} and after the theme was changed`, async () => {
    const { page, close } = await opened({ colorScheme });
    const other = colorScheme === "dark" ? "light" : "dark";
    for (const scheme of [colorScheme, other]) {
      assert.equal(await page.locator(".drawing.dark").count(), scheme === "dark" ? 4 : 0);
      assert.deepEqual(await violations(page), [], scheme);
      assert.ok((await contrast(page)) >= 4.5, `${scheme}: ${await contrast(page)}`);
      await page.evaluate((theme) => { document.documentElement.dataset.theme = theme; }, other);
      await page.waitForFunction((count) => document.querySelectorAll(".drawing.dark").length === count, other === "dark" ? 4 : 0);
    }
    // And back with the system.
    await page.evaluate(() => { delete document.documentElement.dataset.theme; });
    await page.waitForFunction((count) => document.querySelectorAll(".drawing.dark").length === count, colorScheme === "dark" ? 4 : 0);
    await page.emulateMedia({ colorScheme: other });
    await page.waitForFunction((count) => document.querySelectorAll(".drawing.dark").length === count, other === "dark" ? 4 : 0);
    await close();
  });
}

test("diagrams have names, links in them are links, and scripts in them are words", async () => {
  const { page, seen } = reader;
  const names = await drawings(page).evaluateAll((all) =>
    all.map((svg) => [svg.getAttribute("role"), svg.ariaLabel ?? svg.querySelector("title").textContent, svg.querySelector("desc")?.textContent ?? ""]));
  assert.deepEqual(names, [["img", "Diagram 1, The way", ""], ["img", "An order", "It is placed and kept."], ["img", "Diagram 3", ""], ["group", "Diagram 4", ""]]);
  assert.equal(await page.locator(".drawing a").getAttribute("xlink:href"), "https://example.org/there");
  assert.equal(await page.locator(".drawing script").count(), 0);
  assert.deepEqual(seen.errors, []);
});

test("the code is a key away, and copied as it is", async () => {
  const { page } = reader;
  const block = page.locator(".code").first();
  assert.equal(await block.locator("pre").isVisible(), false);
  await block.locator(".copy").click();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `${FLOW}\n`);
  const button = block.getByRole("button", { name: "Show the code" });
  await button.focus();
  await page.keyboard.press("Enter");
  assert.deepEqual([await block.locator("pre").isVisible(), await block.locator(".drawing").isVisible()], [true, false]);
  assert.equal(await button.getAttribute("aria-pressed"), "true");
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press("Enter");
  assert.deepEqual([await block.locator("pre").isVisible(), await block.locator(".drawing").isVisible()], [false, true]);
});

test("wide diagrams scroll by themselves on small screens, and with the keyboard", async () => {
  const { page, close } = await opened({ viewport: { width: 320, height: 700 } });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  const wide = page.getByRole("region", { name: "Diagram 3" });
  assert.ok(await wide.evaluate((drawing) => drawing.scrollWidth > drawing.clientWidth && drawing.tabIndex === 0));
  assert.deepEqual(await violations(page), []);
  const sizes = await drawings(page).evaluateAll((all) => all.map((svg) => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width));
  assert.ok(sizes.every((size) => size > 0.69 && size <= 1.01), `${sizes}`);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.waitForFunction(() => !document.querySelector(".drawing").hasAttribute("role"));
  await close();
});

test("what cannot be drawn stays code and says so; what need not be is code", async () => {
  const { page } = reader;
  const bad = page.locator("[data-diagram]", { hasText: "-->" }).last();
  assert.equal(await bad.locator(".diagram-failed").textContent(), "This diagram cannot be drawn, so its code is shown.");
  assert.ok(await bad.locator("pre").isVisible());
  const code = page.locator(".code").last();
  assert.ok((await code.locator("pre").isVisible()) && (await code.getAttribute("data-diagram")) === null);
});

test("without scripts, and when what draws does not come, there is the code", async () => {
  for (const javaScriptEnabled of [false, true]) {
    const { page, go, close } = await site.open({ javaScriptEnabled });
    let refused = 0;
    await page.route("**/mermaid.*", (route) => (refused++, route.abort()));
    await go("posts/all/");
    if (javaScriptEnabled) {
      await page.waitForFunction(() => document.querySelector("[data-diagram].settled"));
      assert.equal(refused, 1);
    }
    assert.equal(await page.locator("pre:visible").count(), 6);
    assert.equal(await page.locator(".drawing, .diagram-failed").count(), 0);
    await close();
  }
});

test("paper and forced colours have diagrams that can be read", async () => {
  const { page, close } = await opened({ colorScheme: "dark" });
  await page.emulateMedia({ media: "print" });
  assert.match(await page.locator(".drawing").first().evaluate((drawing) => getComputedStyle(drawing).filter), /invert/);
  assert.equal(await page.locator(".show-code").first().isVisible(), false);
  await page.emulateMedia({ media: "screen", forcedColors: "active" });
  assert.equal(await page.locator(".drawing").first().evaluate((drawing) => getComputedStyle(drawing).forcedColorAdjust), "none");
  await close();
  const far = await site.open();
  await far.go("posts/far/");
  await far.page.locator("[data-diagram]").first().scrollIntoViewIfNeeded();
  await drawn(far.page, 1);
  await far.page.pdf();
  await drawn(far.page, 2);
  await far.close();
});

test("every type that is said to be drawn is one that the script knows", async () => {
  const { page } = reader;
  const text = await readFile(join(root, "docs/content/codes/M015.md"), "utf8");
  const [drawnTypes, leftOut] = text.split("The types are ")[1].split(".\n\n").map((part) => [...part.split(". ")[0].matchAll(/`([^`]+)`/g)].map((match) => match[1]));
  const known = (types) => page.evaluate((types) => types.filter((type) => { try { return window.mermaid.detectType(`${type}\n`); } catch { return false; } }), types);
  assert.ok(drawnTypes.length > 40 && leftOut.length > 2);
  assert.deepEqual(await known(drawnTypes), drawnTypes);
  assert.deepEqual(await known(leftOut), []);
});

test("the preview draws what was edited, and stops at what is meant as code", { timeout: 60000 }, async () => {
  const browser = await launch();
  const preview_ = await preview(browser, { "content/posts/a.md": post("A", `${fence(FLOW)}${fence(SEQUENCE)}`) });
  try {
    const page = await preview_.open("posts/a/");
    await readThrough(page);
    await drawn(page, 2);
    await page.evaluate(() => { window.second = document.querySelectorAll(".drawing > svg")[1]; });
    const write = (text) => preview_.write("content/posts/a.md", post("A", text));
    await write(`New words.\n\n${fence(FLOW.replace("[Yes]", "[Perhaps]"))}${fence(SEQUENCE)}`);
    await page.waitForFunction(() => document.querySelector(".drawing > svg").textContent.includes("Perhaps"));
    assert.ok(await page.evaluate(() => document.querySelectorAll(".drawing > svg")[1] === window.second), "the other is left alone");
    await write(`New words.\n\n${fence(BAD)}${fence(SEQUENCE)}${fence("pie\n  \"a\": 1")}`);
    await page.locator(".diagram-failed").waitFor();
    await readThrough(page);
    await drawn(page, 2);
    await write(`New words.\n\n${fence(FLOW)}${fence(SEQUENCE, "diagram=false")}${fence("pie\n  \"a\": 1")}`);
    await page.waitForFunction(() => document.querySelectorAll("[data-diagram]").length === 2);
    await drawn(page, 2);
    assert.equal(await page.locator(".diagram-failed").count(), 0);
    assert.equal(await page.locator(".code:not([data-diagram]) pre").isVisible(), true);
    assert.equal(await page.locator(".code:not([data-diagram]) .show-code").count(), 0);
    assert.equal(page.loads(), 0);
    assert.deepEqual([preview_.seen.errors, preview_.seen.outside], [[], []]);
  } finally {
    await preview_.stop();
    await browser.close();
  }
});
