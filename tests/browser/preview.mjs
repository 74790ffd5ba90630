// A site in a folder of its own, `recto serve` on it, and a browser that looks at it.
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { chromium } from "playwright-core";
import { binary, FLAGS } from "./site.mjs";

export const CONFIG = 'title = "T"\nbase_url = "https://example.org/blog/"\n';

/** A post: its title, its text and more front matter. */
export const post = (title, text, more = "") => `---\ntitle: ${title}\ndate: 2025-07-08\n${more}---\n${text}\n`;

/** No test waits longer, in milliseconds, for what should come at once. */
export const PATIENCE = 15000;

/** Saves as editors do: the new text appears in one step. */
export async function save(folder, path, text) {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}~`, text);
  await rename(`${file}~`, file);
}

/** Runs `recto serve` in a folder and waits until it says where. */
export async function run(folder, args = []) {
  const started = performance.now();
  const child = spawn(binary(), ["serve", ...(args.includes("--port") ? [] : ["--port", "0"]), ...args], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  const url = await new Promise((resolve, reject) => {
    child.stderr.on("data", (data) => {
      said += data;
      const found = said.match(/serving (http:\S+)/);
      if (found) resolve(found[1]);
    });
    child.on("exit", () => reject(new Error(`recto serve ended: ${said}`)));
  });
  return {
    url,
    started,
    pid: child.pid,
    said: () => said,
    async hears(words) {
      const end = Date.now() + PATIENCE;
      while (!said.includes(words)) {
        if (Date.now() > end) throw new Error(`never said: ${words}\n${said}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    stop: () => new Promise((resolve) => { child.removeAllListeners("exit").on("exit", resolve); child.kill(); }),
  };
}

export async function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: FLAGS });
}

/** A site with these files, served; `files` maps paths to texts. */
export async function preview(browser, files, { args = [], config = CONFIG, ...options } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "recto-preview-"));
  for (const [path, text] of Object.entries({ "recto.toml": config, ...files })) await save(folder, path, text);
  let server = await run(folder, args);
  const context = await browser.newContext({ viewport: { width: 900, height: 700 }, ...options });
  const seen = { outside: [], errors: [], loads: 0 };
  await context.route("**/*", (route) => {
    const url = route.request().url();
    if (/^(http:\/\/(127\.0\.0\.1|localhost)|data:)/.test(url)) return route.continue();
    seen.outside.push(url);
    return route.abort();
  });
  return {
    folder,
    seen,
    context,
    get url() { return server.url; },
    get server() { return server; },
    write: (path, text) => save(folder, path, text),
    remove: (path) => rm(join(folder, path)),
    move: (from, to) => rename(join(folder, from), join(folder, to)),
    /** Opens a page; `page.loads()` counts how often it was loaded since. */
    async open(path) {
      const page = await context.newPage();
      let loads = 0;
      page.on("load", () => loads++);
      // The browser says so of every page that is left before its transition is over.
      page.on("pageerror", (error) => String(error).includes("Transition was") || seen.errors.push(String(error)));
      page.setDefaultTimeout(PATIENCE);
      await page.goto(server.url + path, { waitUntil: "load" });
      await page.evaluate(() => {
        window.updates = 0;
        document.addEventListener("recto:updated", () => window.updates++);
      });
      page.loads = () => loads - 1;
      page.has = (text) => page.waitForFunction((text) => document.querySelector("main").textContent.includes(text), text);
      page.lacks = (text) => page.waitForFunction((text) => !document.querySelector("main").textContent.includes(text), text);
      return page;
    },
    async restart() {
      const port = new URL(server.url).port;
      await server.stop();
      return async () => { server = await run(folder, ["--port", port, ...args]); };
    },
    async stop() {
      await context.close();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
