// What the pages around a post do: the archive, the page for unknown addresses, comments, notes beside the text.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { serve } from "./server.mjs";
import { binary, readThrough, root, start } from "./site.mjs";

const POST = "posts/eks-custom-networking/";
let site;
before(async () => (site = await start()));
after(() => site?.stop());

test("an address that is nearly right leads to the right one", async () => {
  for (const base of site.bases) {
    const { page, go, close } = await site.open({ base });
    for (const wrong of ["posts/EKS-Custom-Networking.html", "articles/eks-custom-networking", "posts/eks-custom-networks/"]) {
      await go(wrong);
      const offer = page.locator(".near a");
      await offer.waitFor();
      assert.equal(await offer.evaluate((link) => link.href), base + POST, wrong);
    }
    await go("nothing/like/it");
    await page.waitForTimeout(200);
    assert.equal(await page.locator(".near").count(), 0);
    await close();
  }
});

test("the archive opens and closes with the keyboard", async () => {
  const { page, go, close } = await site.open({ javaScriptEnabled: true });
  await go("archive/");
  const year = page.locator(".year").first();
  const entry = year.locator("a").first();
  assert.ok(await entry.isVisible());
  await year.locator("summary").focus();
  await page.keyboard.press("Enter");
  assert.equal(await entry.isVisible(), false);
  await close();
});

/** A page whose comments are answered by this stand-in of Giscus. */
async function withGiscus(options) {
  const opened = await site.open(options);
  const client = `
    const own = document.currentScript;
    const frame = document.createElement("iframe");
    frame.className = "giscus-frame";
    frame.src = "https://giscus.app/widget?theme=" + own.dataset.theme;
    own.parentElement.append(frame);`;
  const widget = `<script>
    parent.postMessage({ giscus: { resizeHeight: 300 } }, "*");
    addEventListener("message", ({ data }) => (document.title += " " + data.giscus.setConfig.theme));
  </script>`;
  await opened.page.route("https://giscus.app/client.js", (route) =>
    route.fulfill({ contentType: "text/javascript", headers: { "access-control-allow-origin": "*" }, body: client }));
  await opened.page.route("https://giscus.app/widget**", (route) => route.fulfill({ contentType: "text/html", body: widget }));
  return opened;
}

const told = async (page) => (await page.frames().find((frame) => frame.url().includes("giscus.app")).title()).trim().split(" ").pop();

test("comments keep step with the theme, and the link gives way to them", async () => {
  const { page, go, close } = await withGiscus({ colorScheme: "light", stored: "dark" });
  await go(POST);
  assert.equal(await page.locator(".comments-link").isVisible(), true);
  await page.locator("[data-giscus]").scrollIntoViewIfNeeded();
  await page.locator(".comments-link").waitFor({ state: "hidden" });
  await page.waitForFunction(() => !document.querySelector(".comments-link").checkVisibility());
  assert.equal(await page.evaluate(() => window.shift), 0, "the foot of the page stays where it is");
  const waitFor = async (theme) => {
    for (let tries = 0; tries < 50 && (await told(page)) !== theme; tries++) await page.waitForTimeout(20);
    assert.equal(await told(page), theme);
  };
  await waitFor("dark");
  await page.click(".theme button");
  await page.check('[name=theme][value="light"]');
  await waitFor("light");
  await page.check('[name=theme][value=""]');
  await waitFor("preferred_color_scheme");
  await close();
});

test("a message from elsewhere is not taken for one of Giscus", async () => {
  const { page, go, close } = await site.open();
  await go(POST);
  await page.locator("[data-giscus]").scrollIntoViewIfNeeded();
  await page.locator("script[src$='/client.js']").waitFor({ state: "attached" });
  await page.evaluate(() => window.postMessage({ giscus: { resizeHeight: 1 } }, "*"));
  await page.waitForTimeout(100);
  assert.equal(await page.locator(".comments-link").isVisible(), true);
  await close();
});

test("comments are asked for at once when the reader comes back from signing in", async () => {
  const { page, seen, go, close } = await site.open();
  await go(`${POST}?giscus=token`);
  await page.waitForFunction(() => document.querySelector("script[src$='/client.js']"));
  const top = await page.locator(".comments").evaluate((section) => section.getBoundingClientRect().top);
  assert.ok(top < 900, `${top}`);
  assert.equal(seen.giscus.length, 1);
  await close();
});

test("comments that are blocked leave a link and say so", async () => {
  const { page, go, close } = await site.open();
  await page.route("https://giscus.app/**", (route) => route.abort());
  await go(POST);
  await page.locator("[data-giscus]").scrollIntoViewIfNeeded();
  await page.getByText("댓글을 불러오지 못했습니다").waitFor();
  assert.equal(await page.evaluate(() => window.shift), 0, "what is said has its place");
  const link = await page.locator(".comments-link a").getAttribute("href");
  assert.match(link, /discussions\/categories\/announcements\?discussions_q=posts\/eks-custom-networking$/);
  await close();
});

/** A small site of these files, served. */
async function withSite(files) {
  const folder = await mkdtemp(join(tmpdir(), "recto-small-"));
  for (const [path, text] of Object.entries({ "content/posts/_index.md": "---\ntitle: Posts\n---\n", ...files })) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  execFileSync(binary(), ["build", "--now", "2026-01-01"], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  const server = await serve({ "/": join(folder, "public") });
  return { base: `${server.origin}/`, stop: () => (server.close(), rm(folder, { recursive: true, force: true })) };
}

/** Notes what the policy of a page has kept from happening. */
const watch = (page) =>
  page.addInitScript(() => {
    window.refused = [];
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) => window.refused.push(`${violatedDirective} ${blockedURI} ${sample}`), true);
  });
const refused = (page) => page.evaluate(() => window.refused);

test("with a policy, the pages of the blog do all that they do without", async () => {
  const folder = await mkdtemp(join(tmpdir(), "recto-policy-"));
  // With the pictures that earlier tests have made.
  for (const part of ["content", "static", ".recto"]) if (existsSync(join(root, part))) await cp(join(root, part), join(folder, part), { recursive: true });
  const config = await readFile(join(root, "recto.toml"), "utf8");
  await writeFile(join(folder, "recto.toml"), `${config}\n[security]\ncsp = true\n`);
  const policed = await start(folder);
  const { page, seen, go, close } = await policed.open({ stored: "dark" });
  await watch(page);
  // One page of each form, and the post with comments.
  const forms = new Map(policed.pages.map((path) => [path.replace(/[^/]+(?=\/$)/, path.split("/").length > 2 ? "x" : "$&"), path]));
  assert.ok(forms.size >= 7, [...forms.keys()].join(" "));
  for (const path of new Set([...forms.values(), POST])) {
    await go(path);
    await readThrough(page);
    assert.equal(await page.locator("meta[http-equiv=Content-Security-Policy]").count(), 1, path);
    assert.equal(await page.evaluate(() => window.themeAtFirst), "dark", path);
    assert.deepEqual(await refused(page), [], path);
  }
  assert.ok(seen.giscus.length > 0, "comments are asked for");
  assert.deepEqual(seen.errors, []);
  await page.evaluate(() => document.body.append(Object.assign(document.createElement("script"), { textContent: "window.ran = true" })));
  assert.equal(await page.evaluate(() => window.ran), undefined, "what is put in later does not run");
  await page.waitForFunction(() => window.refused.length === 1);
  await close();
  await policed.stop();
  await rm(folder, { recursive: true, force: true });
});

test("with a policy, scripts that stand in a post run", async () => {
  const body = `<script>window.early = 1</script>\n\n<p><button onclick="window.clicked = '&amp;' + 1">Press</button></p>\n\n<p style="color: red">Red.</p>\n\n<iframe title="Page" src="data:text/html,x"></iframe>\n`;
  const scripted = await withSite({
    "recto.toml": 'title = "T"\nbase_url = "https://example.org"\n[security]\ncsp = true\n',
    "content/posts/a.md": `---\ntitle: A\ndate: 2025-01-01\n---\n${body}`,
  });
  const { page, go, close } = await site.open({ base: scripted.base });
  await watch(page);
  await go("posts/a/");
  assert.equal(await page.evaluate(() => window.early), 1);
  await page.getByText("Press").click();
  assert.equal(await page.evaluate(() => window.clicked), "&1");
  assert.equal(await page.getByText("Red.").evaluate((p) => getComputedStyle(p).color), "rgb(255, 0, 0)");
  assert.deepEqual(await refused(page), []);
  await close();
  await scripted.stop();
});

const drawing = (colour) => `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200"><rect width="400" height="200" fill="${colour}"/></svg>`;
const TWINS = {
  "recto.toml": 'title = "T"\nbase_url = "https://example.org"\n',
  "content/posts/net.svg": drawing("#eee"),
  "content/posts/net.dark.svg": drawing("#222"),
  "content/posts/a.md": "---\ntitle: A\ndate: 2025-01-01\n---\n![The network](net.svg)\n",
};

test("of a picture and its dark twin one is shown, read and loaded, and the other after the theme was changed", async () => {
  const twins = await withSite(TWINS);
  for (const [colorScheme, stored] of [["light"], ["dark"], ["dark", "light"], ["light", "dark"]]) {
    const { page, go, close } = await site.open({ base: twins.base, colorScheme, stored });
    const asked = [];
    page.on("request", (request) => request.url().endsWith(".svg") && request.url().includes("net") && asked.push(request.url().split("/").pop()));
    await go("posts/a/");
    const is = async (name, all) => {
      await page.waitForFunction((name) => [...document.images].some((image) => image.currentSrc.endsWith(name) && image.complete), name);
      await page.waitForTimeout(100);
      const shown = await page.locator(".twins img").evaluateAll((images) => images.filter((image) => image.checkVisibility()).map((image) => image.currentSrc.split("/").pop()));
      assert.deepEqual(shown, [name]);
      assert.equal(await page.getByRole("img", { name: "The network" }).count(), 1);
      assert.deepEqual(asked, all, `${colorScheme} ${stored}`);
    };
    const [first, second] = (stored ?? colorScheme) === "dark" ? ["net.dark.svg", "net.svg"] : ["net.svg", "net.dark.svg"];
    await is(first, [first]);
    await page.click(".theme button");
    await page.check(`[name=theme][value="${second === "net.svg" ? "light" : "dark"}"]`);
    await is(second, [first, second]);
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.locator(".on-light").isVisible(), true);
    assert.equal(await page.locator(".on-dark").isVisible(), false);
    await close();
  }
  await twins.stop();
});

const NOTES = {
  "recto.toml": 'title = "T"\nbase_url = "https://example.org"\n[markdown]\nsidenotes = true\n',
  "content/posts/notes.md": `---
title: Notes
date: 2025-01-01
---
First[^a] and second[^b] close together, ${"with words around them ".repeat(40)} and a third[^c].

[^a]: ${"A long note that takes several lines. ".repeat(4)}
[^b]: Short.
[^c]: Short.
`,
};

test("notes stand beside their references where there is room, and never on each other", async () => {
  const notes = await withSite(NOTES);
  const boxes = (page) =>
    page.evaluate(() => {
      const box = (element) => element.getBoundingClientRect().toJSON();
      return {
        notes: [...document.querySelectorAll(".footnotes li")].map(box),
        references: [...document.querySelectorAll(".footnote-ref")].map(box),
        text: box(document.querySelector(".prose > p")),
        sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      };
    });
  for (const width of [1280, 1440, 1920]) {
    const { page, go, close } = await site.open({ base: notes.base, viewport: { width, height: 900 } });
    await go("posts/notes/");
    const { notes: [first, second, third], references, text, sideways } = await boxes(page);
    assert.equal(sideways, 0);
    for (const note of [first, second, third]) assert.ok(note.right < text.left && note.left >= 0, `${width} ${JSON.stringify(note)}`);
    assert.ok(Math.abs(first.top - references[0].top) < 12, "beside its reference");
    assert.ok(second.top >= first.bottom && third.top >= second.bottom, "one below the other");
    await close();
  }
  const { page, go, close } = await site.open({ base: notes.base, viewport: { width: 1024, height: 900 } });
  await go("posts/notes/");
  const { notes: [first], text } = await boxes(page);
  assert.ok(first.top > text.bottom && first.left >= text.left, "at the end where there is no room");
  await close();
  await notes.stop();
});
