// The live preview, in a real browser: what changes on an open page, and what stays.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CONFIG, launch, post, preview } from "./preview.mjs";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

/** A test with a site of its own. */
function story(name, files, options, body) {
  if (typeof options === "function") [options, body] = [{}, options];
  test(name, { timeout: 60000 }, async () => {
    const site = await preview(browser, files, options);
    try {
      await body(site);
      assert.deepEqual(site.seen.errors, [], "no script failed");
      if (!options.args?.includes("--comments")) assert.deepEqual(site.seen.outside, [], "nothing leaves this machine");
    } finally {
      await site.stop();
    }
  });
}

const panel = (page) => page.locator("recto-panel .panel");
const badge = (page) => page.locator("recto-panel .badge");
const news = (page) => page.locator("recto-panel .news");
/** The computed colour of the first paragraph. */
const colour = (page) => page.evaluate(() => getComputedStyle(document.querySelector("main p")).color);

const LONG = Array.from({ length: 60 }, (_, i) => `Paragraph ${i} of many.`).join("\n\n");
const CODE = (line) => `\n\`\`\`hcl\nlocals {\n  ${line}\n}\n\`\`\`\n`;
/** The smallest pictures there are, of one and of two pixels' width. */
const svg = (width) => `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="10"><rect width="${width}" height="10"/></svg>`;

story("an edit is patched in, and all that the reader did stays", {
  "content/posts/a.md": post("A", `First words.\n\n## Part\n\n<details><summary>More</summary>\n\nInner.\n\n</details>\n\n<input id="field">\n\nTo be selected.\n\n${LONG}\n`),
}, async (site) => {
  const page = await site.open("posts/a/");
  await page.click("summary:has-text('More')");
  await page.fill("#field", "typed text");
  await page.evaluate(() => {
    document.documentElement.dataset.theme = "dark";
    const text = [...document.querySelectorAll("main p")].find((p) => p.textContent.startsWith("To be")).firstChild;
    getSelection().setBaseAndExtent(text, 6, text, 14);
    window.node = document.querySelector("#field");
    window.paragraph = text.parentNode;
    document.querySelector("#field").focus({ preventScroll: true });
    document.querySelector("#field").setSelectionRange(2, 5);
    scrollTo(0, 700);
  });
  await site.write("content/posts/a.md", post("A new title", `Second words.\n\n## Part\n\n<details><summary>More</summary>\n\nInner, changed.\n\n</details>\n\n<input id="field">\n\nTo be selected.\n\n${LONG}\n\nAnd the end.\n`));
  await page.has("Second words.");
  await page.has("And the end.");
  const now = await page.evaluate(() => ({
    open: document.querySelector("main .prose details").open,
    inner: document.querySelector("main .prose details").textContent,
    field: document.querySelector("#field").value,
    same: document.querySelector("#field") === window.node && window.paragraph.isConnected,
    focus: document.activeElement?.id,
    caret: [window.node.selectionStart, window.node.selectionEnd],
    theme: document.documentElement.dataset.theme,
    title: document.title,
    updates: window.updates,
    scroll: scrollY,
  }));
  assert.ok(now.open && now.inner.includes("Inner, changed."));
  assert.equal(now.field, "typed text");
  assert.ok(now.same, "nodes that did not change are the same ones");
  assert.equal(now.focus, "field");
  assert.deepEqual(now.caret, [2, 5]);
  assert.equal(now.theme, "dark");
  assert.match(now.title, /^A new title/);
  assert.equal(now.updates, 1);
  assert.ok(Math.abs(now.scroll - 700) < 60, `scrolled to ${now.scroll}`);
  assert.equal(page.loads(), 0);
});

story("a selection stays, also in a text that changes beside it", { "content/posts/a.md": post("A", "Some words to select here.") }, async (site) => {
  const page = await site.open("posts/a/");
  await page.evaluate(() => {
    const text = document.querySelector("main .prose p").firstChild;
    getSelection().setBaseAndExtent(text, 5, text, 10);
  });
  await site.write("content/posts/a.md", post("A", "Some words to select here, and more."));
  await page.has("and more");
  assert.equal(await page.evaluate(() => String(getSelection())), "words");
});

story("the table of contents stays as the reader left it, and follows the headings", {
  "content/posts/a.md": post("A", "## One\n\nx\n\n## Two\n\ny\n\n## And\n\nz"),
}, async (site) => {
  const page = await site.open("posts/a/");
  const open = () => page.evaluate(() => document.querySelector(".toc details").open);
  assert.equal(await open(), false);
  await page.click(".toc summary");
  await site.write("content/posts/a.md", post("A", "## One\n\nx\n\n## Two\n\ny\n\n## And\n\nz\n\n## Three\n\nz"));
  await page.waitForFunction(() => document.querySelectorAll(".toc a").length === 4);
  assert.equal(await open(), true);
});

story("buttons that scripts add stay, and new blocks get theirs", { "content/posts/a.md": post("A", `x\n${CODE("a = 1")}`) }, async (site) => {
  await site.context.grantPermissions(["clipboard-write"]);
  const page = await site.open("posts/a/");
  await page.click(".copy");
  await page.waitForFunction(() => document.querySelector(".copy").innerHTML.includes("m4 10.5"));
  await page.evaluate(() => { window.button = document.querySelector(".copy"); });
  await site.write("content/posts/a.md", post("A", `x\n${CODE("a = 2")}\ny\n${CODE("b = 3")}`));
  await page.has("b = 3");
  await page.waitForFunction(() => document.querySelectorAll(".code .copy").length === 2);
  assert.ok(await page.evaluate(() => document.querySelector(".copy") === window.button));
  await page.has("a = 2");
  assert.equal(page.loads(), 0);
});

story("a film goes on playing", { "content/posts/a.md": post("A", "Words.\n\n<video id=\"film\" loop muted></video>") }, async (site) => {
  const page = await site.open("posts/a/");
  await page.evaluate(() => {
    const film = document.querySelector("#film");
    film.srcObject = new MediaStream();
    film.play().catch(() => {});
    window.halts = 0;
    for (const name of ["pause", "emptied", "abort"]) film.addEventListener(name, () => window.halts++);
  });
  await site.write("content/posts/a.md", post("A", "Other words.\n\nMore words.\n\n<video id=\"film\" loop muted></video>"));
  await page.has("More words.");
  assert.deepEqual(await page.evaluate(() => [document.querySelector("#film").paused, window.halts]), [false, 0]);
});

story("many kinds of edits come to the page that a load would show", { "content/posts/a.md": post("A", "x") }, async (site) => {
  const page = await site.open("posts/a/");
  const texts = [
    "# a\n\n- one\n- two\n- three\n",
    "# a\n\n- three\n- one\n- two\n- four\n",
    "| a | b |\n| - | - |\n| 1 | 2 |\n",
    "| a | b | c |\n| - | - | - |\n| 1 | 2 | 3 |\n| 4 | 5 | 6 |\n",
    "> quoted\n\n`code` and **bold**[^1]\n\n[^1]: note\n",
    "**bold** and `code`[^1]\n\n> quoted\n\n[^1]: another note\n",
    `text ${CODE("a = 1")} text ${CODE("b = [1, 2]")}`,
    `text\n${CODE("b = [1, 2]")}\ntext\n${CODE("a = 1")}\n`,
    "$$\nx^2\n$$\n",
    "글과 그림, <b>HTML</b> <template><i>x</i></template>\n",
    "",
  ];
  for (const [at, text] of texts.entries()) {
    await site.write("content/posts/a.md", post("A", `${text}\n\nEdit ${at}.`));
    await page.has(`Edit ${at}.`);
    const [patched, loaded] = await page.evaluate(async () => {
      const shape = (main) => {
        main.querySelectorAll(".copy, .wrap-lines, recto-badge").forEach((node) => node.remove());
        main.querySelectorAll("[tabindex]").forEach((node) => node.removeAttribute("tabindex"));
        main.querySelectorAll("details").forEach((node) => node.removeAttribute("open"));
        return main.innerHTML.replace(/ aria-current="true"/g, "");
      };
      const html = await (await fetch(location.href)).text();
      const other = new DOMParser().parseFromString(html, "text/html").querySelector("main");
      return [shape(document.querySelector("main").cloneNode(true)), shape(other)];
    });
    assert.equal(patched, loaded);
  }
  assert.equal(page.loads(), 0);
});

story("a style sheet is exchanged without a load and without a flash", {
  "content/posts/a.md": post("A", "Words."),
  "themes/recto/assets/style.css": "main p { color: rgb(1, 2, 3) }",
}, async (site) => {
  const page = await site.open("posts/a/");
  assert.equal(await colour(page), "rgb(1, 2, 3)");
  await page.evaluate(() => {
    window.bare = 0;
    const look = () => {
      if (getComputedStyle(document.querySelector("main p")).color === "rgb(0, 0, 0)") window.bare++;
      requestAnimationFrame(look);
    };
    look();
  });
  for (const green of [5, 6, 7]) {
    await site.write("themes/recto/assets/style.css", `main p { color: rgb(1, ${green}, 3) }`);
    await page.waitForFunction((green) => getComputedStyle(document.querySelector("main p")).color === `rgb(1, ${green}, 3)`, green);
  }
  await page.waitForFunction(() => document.querySelectorAll("link[rel=stylesheet]").length === 1);
  assert.equal(await page.evaluate(() => window.bare), 0);
  assert.equal(page.loads(), 0);
});

story("a style sheet that is saved many times while a post is written ends as both were saved last", {
  "content/posts/a.md": post("A", "One."), "content/posts/b.md": post("B", "Other."), "themes/recto/assets/style.css": "main p { color: rgb(0, 0, 9) }",
}, async (site) => {
  const page = await site.open("posts/a/");
  const sheet = await page.getAttribute("link[rel=stylesheet]", "href");
  for (let i = 1; i <= 12; i++) {
    await site.write("themes/recto/assets/style.css", `main p { color: rgb(${i}, 0, 9) }`);
    if (i === 6) await site.write("content/posts/a.md", post("A", "Two."));
    await page.waitForTimeout(i * 3);
  }
  await page.waitForFunction(() => getComputedStyle(document.querySelector("main p")).color === "rgb(12, 0, 9)");
  await page.has("Two.");
  // In the end the page names the sheet as a published one would, and so do the others.
  await page.waitForFunction((sheet) => !document.querySelector("link[rel=stylesheet]").getAttribute("href").startsWith(sheet), sheet);
  const other = await site.open("posts/b/");
  assert.equal(await colour(other), "rgb(12, 0, 9)");
  assert.equal(page.loads(), 0);
});

story("a style sheet and a picture whose addresses stay are asked for anew", {
  "content/posts/a.md": post("A", "Words.\n\n![a picture](pic.svg)\n\n<link rel=\"stylesheet\" href=\"/blog/own.css\">"),
  "content/posts/pic.svg": svg(10),
  "static/own.css": "main p { color: rgb(1, 2, 3) }",
}, async (site) => {
  const page = await site.open("posts/a/");
  assert.equal(await colour(page), "rgb(1, 2, 3)");
  await site.write("static/own.css", "main p { color: rgb(9, 9, 9) }");
  await page.waitForFunction(() => getComputedStyle(document.querySelector("main p")).color === "rgb(9, 9, 9)");
  const requested = page.waitForRequest((request) => /pic\.svg\?recto=/.test(request.url()));
  await site.write("content/posts/pic.svg", svg(20));
  await requested;
  await page.waitForFunction(() => document.querySelector("main img").naturalWidth === 20);
  // The next edit leaves both as they are.
  await site.write("content/posts/a.md", post("A", "Other words.\n\n![a picture](pic.svg)\n\n<link rel=\"stylesheet\" href=\"/blog/own.css\">"));
  await page.has("Other words.");
  assert.equal(await page.evaluate(() => document.querySelector("main img").naturalWidth), 20);
  assert.equal(await colour(page), "rgb(9, 9, 9)");
  assert.equal(page.loads(), 0);
});

story("the page is loaded when its scripts change, and only then", {
  "content/posts/a.md": post("A", "Words.\n\n<script>window.ran = 1</script>"),
  "themes/recto/assets/script.js": "window.theme = 1;",
}, async (site) => {
  const page = await site.open("posts/a/");
  await site.write("content/posts/a.md", post("A", "Other words.\n\n<script>window.ran = 1</script>"));
  await page.has("Other words.");
  assert.equal(page.loads(), 0);
  await site.write("content/posts/a.md", post("A", "Other words.\n\n<script>window.ran = 2</script>"));
  await page.waitForFunction(() => window.ran === 2);
  assert.equal(page.loads(), 1);
  await site.write("themes/recto/assets/script.js", "window.theme = 2;");
  await page.waitForFunction(() => window.theme === 2);
});

story("what a script of the text made stays, or the page is loaded", {
  "content/posts/a.md": post("A", "One.\n\n<div id=\"t\"></div>\n\n<p id=\"u\">before</p>\n\n<script>document.getElementById(\"t\").append(\"DRAWN\"); document.getElementById(\"u\").textContent = \"by script\"</script>"),
}, async (site) => {
  const text = (first, inner = "") => post("A", `${first}\n\n<div id="t">${inner}</div>\n\n<p id="u">before</p>\n\n<script>document.getElementById("t").append("DRAWN"); document.getElementById("u").textContent = "by script"</script>`);
  const page = await site.open("posts/a/");
  const made = () => page.evaluate(() => ["t", "u"].map((id) => document.getElementById(id).textContent));
  for (const words of ["Two.", "Three.", "Four.\n\nFive."]) {
    await site.write("content/posts/a.md", text(words));
    await page.has(words.split("\n").at(-1));
    assert.deepEqual(await made(), ["DRAWN", "by script"]);
  }
  assert.equal(page.loads(), 0);
  await site.write("content/posts/a.md", text("Six.", "with "));
  await page.has("with DRAWN");
  assert.deepEqual(await made(), ["with DRAWN", "by script"]);
  assert.equal(page.loads(), 1);
});

story("a picture of a style sheet is exchanged, also after the sheet was", {
  "content/posts/a.md": post("A", "Words.\n\n<link rel=\"stylesheet\" href=\"/blog/own.css\">"),
  "static/own.css": "main { background-image: url(back.svg) }",
  "static/back.svg": svg(10),
}, async (site) => {
  const page = await site.open("posts/a/");
  for (const width of [20, 30]) {
    await site.write("static/own.css", `main { background-image: url(back.svg); outline: ${width}px solid }`);
    await page.waitForFunction((width) => getComputedStyle(document.querySelector("main")).outlineWidth === `${width}px`, width);
    const requested = page.waitForRequest((request) => /back\.svg/.test(request.url()));
    await site.write("static/back.svg", svg(width));
    await requested;
  }
  assert.equal(page.loads(), 0);
});

story("a site with a mistake in its settings is served with it", { "content/posts/a.md": post("A", "Words.") }, { config: `${CONFIG}[bogus]\nx = 1\n` }, async (site) => {
  const page = await site.open("posts/a/");
  await panel(page).waitFor();
  await page.has("Words.");
  await site.write("content/posts/a.md", post("A", "Other words."));
  await page.has("Other words.");
  await site.write("recto.toml", GISCUS.replace("R_kgDOABCDEF", "nonsense"));
  await page.waitForFunction(() => /not valid: the repository id/.test(document.querySelector(".recto-comments")?.textContent));
});

story("the head is patched: title and description", { "content/posts/a.md": post("A", "Words.") }, async (site) => {
  const page = await site.open("posts/a/");
  await site.write("content/posts/a.md", post("B", "Words.", "description: Another one\n"));
  await page.waitForFunction(() => document.title.startsWith("B"));
  assert.match(await page.title(), /^B/);
  assert.equal(await page.getAttribute("meta[name=description]", "content"), "Another one");
  assert.equal(page.loads(), 0);
});

story("ten windows show an edit, and an eleventh loads", { "content/posts/a.md": post("A", "One.") }, async (site) => {
  const pages = [];
  for (let i = 0; i < 10; i++) pages.push(await site.open("posts/a/"));
  await site.write("content/posts/a.md", post("A", "Two."));
  await Promise.all(pages.map((page) => page.has("Two.")));
  await (await site.open("posts/a/")).has("Two.");
});

story("the last of fifty rapid saves is shown", { "content/posts/a.md": post("A", "Save 0.") }, async (site) => {
  const page = await site.open("posts/a/");
  for (let i = 1; i <= 50; i++) await site.write("content/posts/a.md", post("A", `Save ${i}.`));
  await page.has("Save 50.");
  assert.equal(page.loads(), 0);
});

story("a restart of the server heals by itself", { "content/posts/a.md": post("A", "One.") }, async (site) => {
  const page = await site.open("posts/a/");
  const again = await site.restart();
  await site.write("content/posts/a.md", post("A", "Two."));
  await again();
  await page.has("Two.");
  await site.write("content/posts/a.md", post("A", "Three."));
  await page.has("Three.");
  assert.equal(page.loads(), 0);
});

story("what was missed without a network, or in the back cache, comes later", {
  "content/posts/a.md": post("A", "One."), "content/posts/b.md": post("B", "B."),
}, async (site) => {
  const page = await site.open("posts/a/");
  await site.context.setOffline(true);
  await page.evaluate(() => dispatchEvent(new Event("pagehide")));
  await site.write("content/posts/a.md", post("A", "Two."));
  await site.server.hears("a.md in");
  await site.context.setOffline(false);
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
  await page.has("Two.");
  await page.goto(`${site.url}posts/b/`);
  await site.write("content/posts/a.md", post("A", "Three."));
  await page.goBack();
  await page.has("Three.");
});

story("another page that was changed is a note with a link", {
  "content/posts/a.md": post("A", "One."), "content/posts/b.md": post("B is <b>", "One."),
}, async (site) => {
  const page = await site.open("posts/a/");
  await site.write("content/posts/b.md", post("B is <b>", "Two."));
  await news(page).getByText("Changed:").waitFor();
  assert.equal(await news(page).locator("a").textContent(), "B is <b>");
  await news(page).locator("a").click();
  await page.waitForURL("**/posts/b/");
  await page.has("Two.");
});

story("with --follow the browser goes there", {
  "content/posts/a.md": post("A", "One."), "content/posts/b.md": post("B", "One."),
}, { args: ["--follow"] }, async (site) => {
  const page = await site.open("posts/a/");
  await site.write("content/posts/b.md", post("B", "Two."));
  await page.waitForURL("**/posts/b/");
  await page.has("Two.");
  await site.write("content/posts/b.md", post("B", "Three."));
  await page.has("Three.");
});

story("a deleted page is missing, and a renamed one is linked to", {
  "content/posts/a.md": post("A", "One."), "content/posts/c.md": post("C", "One."),
}, async (site) => {
  const page = await site.open("posts/a/");
  await site.move("content/posts/a.md", "content/posts/b.md");
  await page.lacks("One.");
  await news(page).getByText("This page is now at").waitFor();
  assert.equal((await page.request.get(page.url())).status(), 404);
  await news(page).locator("a").click();
  await page.waitForURL("**/posts/b/");
  await page.has("One.");
  await site.remove("content/posts/b.md");
  await page.lacks("One.");
  await site.write("content/posts/b.md", post("A", "Back."));
  await page.has("Back.");
});

const HOSTILE = "<img src=x onerror=window.bad=1>";

story("an error stands over its page, with place, lines, carets and help, and goes when it is mended", {
  "content/posts/a.md": post("A", "Good."), "content/posts/b.md": post("B", "Other."),
}, { config: `${CONFIG}[serve]\neditor = "vscode"\n` }, async (site) => {
  const page = await site.open("posts/a/");
  const other = await site.open("posts/b/");
  await site.write("content/posts/a.md", post("A", `Good.\n\n한글 문장 ![그림](없는-${"x"}.png) \`${HOSTILE}\``));
  await panel(page).waitFor();
  const finding = panel(page).locator(".finding");
  assert.equal(await finding.locator(".severity").first().textContent(), "error");
  assert.equal(await finding.locator(".code-name").first().textContent(), "L003");
  const link = finding.locator("a.place").first();
  assert.equal(await link.textContent(), "content/posts/a.md:7:13");
  assert.equal(await link.getAttribute("href"), `vscode://file${site.folder}/content/posts/a.md:7:13`);
  assert.ok((await finding.locator(".excerpt").first().textContent()).includes(HOSTILE), "text, not elements");
  assert.equal(await page.evaluate(() => window.bad), undefined);
  const [marked, carets] = await page.evaluate(() => {
    const root = document.querySelector("recto-panel").shadowRoot;
    const box = (selector) => root.querySelector(selector).getBoundingClientRect();
    return [box(".row > .marked"), box(".under")].map(({ left, width }) => [Math.round(left), Math.round(width)]);
  });
  assert.deepEqual(carets, marked, "carets stand below the text and are as wide");
  assert.match(await finding.locator(".help").first().textContent(), /^help: /);
  assert.equal(await panel(page).getAttribute("role"), "alert");
  await finding.locator(".code-name").first().click();
  await finding.locator(".explanation").getByText("L003").first().waitFor();
  // The other page goes on working, and knows.
  assert.ok(await panel(other).isHidden());
  assert.match(await badge(other).textContent(), /elsewhere 1 error/);
  await site.write("content/posts/b.md", post("B", "Other words."));
  await other.has("Other words.");
  // Esc folds it up, the badge unfolds it again.
  await page.keyboard.press("Escape");
  await panel(page).waitFor({ state: "hidden" });
  await badge(page).click();
  await panel(page).waitFor();
  await site.write("content/posts/a.md", post("A", "Mended."));
  await panel(page).waitFor({ state: "hidden" });
  await badge(page).waitFor({ state: "hidden" });
  await page.has("Mended.");
  await site.server.hears("mended: content/posts/a.md: error[L003]");
  assert.equal(page.loads(), 0);
});

for (const [scheme, motion] of [["dark", "reduce"], ["light", "no-preference"]]) {
  story(`what is found is shown ${scheme}, as the reader wants it, with motion: ${motion}`, {
    "content/posts/a.md": post("A", "Good."),
  }, { colorScheme: scheme, reducedMotion: motion }, async (site) => {
    const page = await site.open("posts/a/");
    await site.write("content/posts/a.md", post("A", "Bad ![x](gone.png)."));
    await panel(page).waitFor();
    const look = () => page.evaluate(() => {
      const box = document.querySelector("recto-panel").shadowRoot.querySelector(".panel");
      const { backgroundColor, color, animationName } = getComputedStyle(box);
      const light = (colour) => Math.max(...colour.match(/\d+/g).slice(0, 3).map(Number));
      return { back: light(backgroundColor), text: light(color), animationName };
    });
    const first = await look();
    assert.equal(first.back < first.text, scheme === "dark", JSON.stringify(first));
    assert.equal(first.animationName, motion === "reduce" ? "none" : "rise");
    // The page's own choice goes before the system's, also while the panel is open.
    const other = scheme === "dark" ? "light" : "dark";
    await page.evaluate((other) => { document.documentElement.dataset.theme = other; }, other);
    await page.waitForFunction((dark) => document.querySelector("recto-panel").shadowRoot.querySelector(".root").classList.contains("dark") === dark, other === "dark");
    const second = await look();
    assert.equal(second.back < second.text, other === "dark", JSON.stringify(second));
  });
}

story("the line of a code block is marked on the page", { "content/posts/a.md": post("A", `x\n${CODE("a = 1")}`) }, async (site) => {
  const page = await site.open("posts/a/");
  await site.write("content/posts/a.md", post("A", `y\n${CODE("a = 1")}\n> ${CODE("b = length(1, 2)").trim().replaceAll("\n", "\n> ")}\n`));
  await panel(page).waitFor();
  const marked = await page.evaluate(() => [...CSS.highlights.get("recto-error")].map((range) => range.toString()));
  assert.deepEqual(marked, ["b = length(1, 2)"]);
  await site.write("content/posts/a.md", post("A", `z\n${CODE("a = 1")}`));
  await page.waitForFunction(() => !CSS.highlights.has("recto-error"));
});

story("lines that are checked and not shown are not counted", { "content/posts/a.md": post("A", "x") }, async (site) => {
  const page = await site.open("posts/a/");
  const code = CODE("a = 1").replace("  a = 1", "  b = length(1, 2)\n#~   hidden = 1\n  a = 1");
  await site.write("content/posts/a.md", post("A", `x\n${code}`));
  await panel(page).waitFor();
  const marked = await page.evaluate(() => [...CSS.highlights.get("recto-error")].map((range) => range.toString()));
  assert.deepEqual(marked, ["b = length(1, 2)"]);
});

story("broken front matter leaves the last good page", { "content/posts/a.md": post("A", "Good.", "slug: elsewhere\n") }, async (site) => {
  const page = await site.open("posts/elsewhere/");
  await site.write("content/posts/a.md", "---\ntitle: \"A\ndate: 2025-07-08\nslug: elsewhere\n---\nBroken.\n");
  await panel(page).waitFor();
  assert.match(await panel(page).locator(".place").first().textContent(), /^content\/posts\/a\.md:\d+:\d+$/);
  await page.has("Good.");
  const answer = await page.request.get(page.url());
  assert.ok(answer.status() === 200 && (await answer.text()).includes("Good."));
  await site.write("content/posts/a.md", post("A", "Mended.", "slug: elsewhere\n"));
  await panel(page).waitFor({ state: "hidden" });
  await page.has("Mended.");
});

story("a broken template or configuration leaves the last good pages", {
  "content/posts/a.md": post("A", "Good."), "content/posts/b.md": post("B", "Other."),
}, async (site) => {
  const page = await site.open("posts/a/");
  await site.write("themes/recto/templates/post.html", "{% extends \"base.html\" %}{% block main %}{{ nonsense | nope }}");
  await panel(page).waitFor();
  await page.has("Good.");
  assert.equal((await page.request.get(`${site.url}posts/b/`)).status(), 200);
  await site.write("themes/recto/templates/post.html", "{% extends \"base.html\" %}{% block main %}<p>Own {{ page.title }}</p>{% endblock main %}");
  await page.has("Own A");
  await panel(page).waitFor({ state: "hidden" });
  await site.write("recto.toml", `${CONFIG}nonsense = 1\n`);
  await panel(page).waitFor();
  assert.match(await panel(page).locator(".place").first().textContent(), /^recto\.toml:3:1$/);
  await page.has("Own A");
  await site.write("recto.toml", CONFIG);
  await panel(page).waitFor({ state: "hidden" });
});

for (const [what, files, config, mend] of [
  ["configuration", {}, "title = \"T\nbase_url = \"https://example.org/\"\n", ["recto.toml", CONFIG]],
  ["theme", {}, `${CONFIG}theme = "none"\n`, ["recto.toml", CONFIG]],
  ["template", { "themes/recto/templates/base.html": "{% if %}" }, CONFIG, ["themes/recto/templates/base.html", "<!doctype html><html lang=en><head><title>x</title>{% block head %}{% endblock head %}</head><body><main>{% block main %}{% endblock main %}</main></body></html>"]],
  ["front matter", { "content/posts/a.md": "---\ntitle: [\n---\nx\n" }, CONFIG, ["content/posts/a.md", post("A", "Good.")]],
]) {
  story(`broken at start: ${what}`, { "content/posts/a.md": post("A", "Good."), ...files }, { config }, async (site) => {
    const path = new URL(site.url).pathname === "/" ? "blog/posts/a/" : "posts/a/";
    const page = await site.open(path);
    await panel(page).waitFor();
    assert.ok((await panel(page).locator(".finding").count()) >= 1);
    await site.write(...mend);
    await page.waitForFunction(() => document.querySelector("main").textContent.includes("Good.") && document.querySelector("recto-panel")?.shadowRoot.querySelector(".panel").hidden);
  });
}

story("warnings are a quiet count that opens the list", { "content/posts/a.md": post("A", "Words.") }, async (site) => {
  const page = await site.open("posts/a/");
  await site.write("content/posts/a.md", post("A", "Words with **stars **inside.\n\n```nolang\nx\n```"));
  await badge(page).waitFor();
  assert.ok(await panel(page).isHidden());
  assert.match(await badge(page).textContent(), /warning/);
  await badge(page).press("Enter");
  await panel(page).locator(".finding.warning").first().waitFor();
  await page.keyboard.press("Escape");
  await badge(page).waitFor();
  assert.ok(await page.evaluate(() => document.querySelector("recto-panel").shadowRoot.activeElement?.classList.contains("badge")));
});

story("drafts and posts of the future have a badge, and no output has", {
  "content/_index.md": "---\ntitle: Home\n---\n",
  "content/posts/a.md": post("A", "Words.", "draft: true\n"),
  "content/posts/b.md": "---\ntitle: B\ndate: 2199-01-02\n---\nLater.\n",
  "content/posts/c.md": post("C", "Words."),
}, async (site) => {
  const state = (page) => page.locator("recto-panel .state");
  const page = await site.open("posts/a/");
  await state(page).getByText("draft", { exact: true }).waitFor();
  await page.goto(`${site.url}posts/b/`);
  await state(page).getByText("scheduled for 2199-01-02").waitFor();
  await page.goto(`${site.url}posts/c/`);
  assert.ok(await state(page).isHidden());
  await page.goto(site.url);
  await page.waitForFunction(() => document.querySelectorAll("recto-badge").length >= 2);
  const beside = await page.evaluate(() => [...document.querySelectorAll("recto-badge")].map((badge) => `${badge.previousElementSibling.textContent.trim()}: ${badge.textContent}`));
  assert.ok(beside.some((text) => /A.*: draft/.test(text)), beside.join("; "));
  assert.ok(!(await (await page.request.get(site.url)).text()).includes("recto-badge"));
  await page.goto(`${site.url}posts/a/`);
  await site.write("content/posts/a.md", post("A", "Words."));
  await state(page).waitFor({ state: "hidden" });
});

const GISCUS = `${CONFIG}[comments.giscus]\nrepo = "owner/name"\nrepo_id = "R_kgDOABCDEF"\ncategory = "Announcements"\ncategory_id = "DIC_kwDOABCDEF4CAbcd"\n`;

story("in the place of comments stands which discussion it would be", { "content/posts/a.md": post("A", "Words.") }, { config: GISCUS }, async (site) => {
  const page = await site.open("posts/a/");
  const note = page.locator(".recto-comments");
  await note.scrollIntoViewIfNeeded();
  const text = await note.textContent();
  assert.match(text, /owner\/name/);
  assert.match(text, /term: posts\/a/);
  assert.match(text, /mapping: specific/);
  assert.match(text, /inputPosition = bottom, theme = preferred_color_scheme/);
  assert.match(text, /valid, as far as can be told/);
  await site.write("content/posts/a.md", post("A", "Other words."));
  await page.has("Other words.");
  assert.equal(await note.count(), 1);
  assert.equal(page.loads(), 0);
  assert.ok((await (await page.request.get(page.url())).text()).includes("data-giscus="));
  await site.write("content/posts/a.md", post("A", "Other words.").replace("---\n", "---\nlang: ko\n"));
  await page.locator(".recto-comments:lang(ko)").waitFor();
  assert.match(await page.locator(".recto-comments:lang(ko)").textContent(), /검색어: posts\/a \(정확히 일치\)/);
});

story("a page with a policy is patched as others are", { "content/posts/a.md": post("A", "Words.") }, { config: `${CONFIG}[security]\ncsp = true\n` }, async (site) => {
  const page = await site.open("posts/a/");
  assert.equal(await page.locator("meta[http-equiv=Content-Security-Policy]").count(), 1);
  await site.write("content/posts/a.md", post("A", "Other words ![x](gone.png)."));
  await panel(page).waitFor();
  await site.write("content/posts/a.md", post("A", "Last words."));
  await page.has("Last words.");
  assert.equal(page.loads(), 0);
});

story("with --comments the real ones are asked for", { "content/posts/a.md": post("A", "Words.") }, { config: GISCUS, args: ["--comments"] }, async (site) => {
  const page = await site.open("posts/a/");
  await page.locator("[data-giscus]").scrollIntoViewIfNeeded();
  const end = Date.now() + 15000;
  while (!site.seen.outside.some((url) => url.startsWith("https://giscus.app/"))) {
    assert.ok(Date.now() < end, "Giscus was never asked for");
    await page.waitForTimeout(20);
  }
});

story("the terminal has a line for each build, and each finding once", { "content/posts/a.md": post("A", "Words.") }, async (site) => {
  await site.write("content/posts/a.md", post("A", "Words ![x](gone.png)."));
  await site.server.hears("1 error");
  await site.write("content/posts/a.md", post("A", "More.\n\nWords ![x](gone.png)."));
  const twice = async (words) => {
    const end = Date.now() + 15000;
    while (site.server.said().split(words).length < 3) {
      assert.ok(Date.now() < end, site.server.said());
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  await twice("content/posts/a.md in");
  await site.write("content/posts/a.md", post("A", "Mended."));
  await site.server.hears("mended: content/posts/a.md: error[L003]");
  const said = site.server.said();
  assert.match(said, /^serving http:\S+ until Ctrl-C is pressed\n/);
  assert.equal(said.split("--> content/posts/a.md").length, 2, said);
  assert.match(said, /\n\d\d:\d\d:\d\d content\/posts\/a\.md in \d+ ms: 1 error\n/);
});
