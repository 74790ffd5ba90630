// Builds the blog for two addresses, serves both, and opens pages in Chromium.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { serve } from "./server.mjs";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

export function binary() {
  const built = ["release", "debug"].map((profile) => join(root, "target", profile, "recto"));
  const found = [process.env.RECTO, ...built].find((path) => path && existsSync(path));
  if (!found) throw new Error("build Recto first: `cargo build --release`");
  return found;
}

export const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The blog, or the site in another folder, at `/` and at `/blog/`. */
export async function start(cwd = root) {
  const folder = await mkdtemp(join(tmpdir(), "recto-browser-"));
  const folders = { "/": join(folder, "root"), "/blog/": join(folder, "blog") };
  const server = await serve(folders);
  for (const [base, output] of Object.entries(folders)) {
    const args = ["build", "--base-url", server.origin + base, "--output", output, "--now", "2026-01-01"];
    execFileSync(binary(), args, { cwd, stdio: ["ignore", "ignore", "inherit"] });
  }
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: FLAGS });
  return {
    origin: server.origin,
    bases: Object.keys(folders).map((base) => server.origin + base),
    pages: await pages(folders["/"], cwd === root ? 10 : 1),
    open: (options) => open(browser, server.origin, options),
    async stop() {
      await browser.close();
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The addresses of all pages below the base, without those that only lead elsewhere. */
async function pages(folder, least) {
  const found = [];
  for (const path of await readdir(folder, { recursive: true })) {
    if (!path.endsWith(".html")) continue;
    const html = await readFile(join(folder, path), "utf8");
    if (!html.includes('http-equiv="refresh"')) found.push(path.replace(/(^|\/)index\.html$/, "$1"));
  }
  if (found.length < least) throw new Error(`the blog has more pages than ${found}`);
  return found.sort();
}

/** A page of its own, with what it asked for and complained about. Nothing leaves this machine: requests to
 * other hosts are noted and refused, and Giscus gets a stand-in. */
async function open(browser, origin, { base = `${origin}/`, stored, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 768, height: 900 }, ...options });
  const seen = { outside: [], errors: [], giscus: [] };
  await context.route("**/*", (route) => {
    const url = route.request().url();
    if (url.startsWith("https://giscus.app/client.js")) {
      seen.giscus.push(url);
      return route.fulfill({ contentType: "text/javascript", headers: { "access-control-allow-origin": "*" }, body: "" });
    }
    if (url.startsWith(base) || url.startsWith("data:")) return route.continue();
    seen.outside.push(url);
    return route.abort();
  });
  if (stored) await context.addInitScript((theme) => localStorage.setItem("recto-theme", theme), stored);
  await context.addInitScript(() => {
    window.shift = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.shift += entry.value))).observe({
      type: "layout-shift",
      buffered: true,
    });
    new MutationObserver((_, observer) => {
      if (!document.body) return;
      window.themeAtFirst = document.documentElement.dataset.theme ?? "";
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true });
  });
  const page = await context.newPage();
  page.on("console", (message) => message.type() === "error" && seen.errors.push(message.text()));
  page.on("pageerror", (error) => seen.errors.push(String(error)));
  return { page, seen, go: (path) => page.goto(base + path, { waitUntil: "load" }), close: () => context.close() };
}

/** Scrolls through the whole page, so that what loads late is loaded. */
export async function readThrough(page) {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  for (let top = 0; top <= height; top += 600) {
    await page.mouse.wheel(0, 600);
    await page.waitForTimeout(15);
  }
  await page.waitForFunction(() => [...document.images].every((image) => image.complete));
}
