// How long it takes from a save to the screen, in a real browser:
//
//   node tests/browser/latency.mjs [posts] [edits]
//
// Makes a blog of so many posts, runs `recto serve`, saves as editors do (a new file, renamed into place) and
// waits until the open page shows it. Times are in milliseconds: from before the rename until a script in the
// page sees the change.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { launch, post, run, save } from "./preview.mjs";

const [posts = 10, edits = 30] = process.argv.slice(2).map(Number);

const WORDS = "the address of a network is split into equal parts and each part is given to one zone so that hosts in it can speak to all others without leaving their own zone".split(" ");

/** A text that is always the same for a number. */
function text(seed, mark = "") {
  let state = seed * 2654435761 + 1;
  const word = () => WORDS[(state = (state * 1103515245 + 12345) & 0x7fffffff) % WORDS.length];
  const paragraph = () => `${Array.from({ length: 60 }, word).join(" ")}.`;
  const parts = Array.from({ length: 6 }, (_, at) => `## Part ${at}\n\n${paragraph()}\n\n${paragraph()}\n\n\`\`\`hcl\nlocals {\n  part_${at} = cidrsubnet("10.0.0.0/16", 8, ${at})\n}\n\`\`\`\n`);
  return `Mark ${mark || "none"}.\n\n${parts.join("\n")}`;
}

const content = (at, mark, code) => post(`Post ${at}`, text(at, mark) + (code ? `\n\`\`\`hcl\nlocals {\n  mark = "${code}"\n}\n\`\`\`\n` : ""), `tags: [t${at % 7}]\n`);

const folder = await mkdtemp(join(tmpdir(), "recto-latency-"));
await save(folder, "recto.toml", 'title = "T"\nbase_url = "https://example.org/blog/"\n');
for (let at = 0; at < posts; at++) await save(folder, `content/posts/post-${at}.md`, content(at));

const browser = await launch();
const started = performance.now();
const server = await run(folder);
const said = performance.now();
await (await fetch(`${server.url}posts/post-1/`)).text();
const first = performance.now();
console.log(`posts ${posts}, edits ${edits}, processors ${cpus().length}, load ${loadavg()[0].toFixed(1)}`);
console.log(`start to address ${(said - started).toFixed(0)}, to first page ${(first - started).toFixed(0)}`);

const page = await (await browser.newContext()).newPage();
let loads = -1;
page.on("load", () => loads++);
await page.goto(`${server.url}posts/post-1/`, { waitUntil: "load" });
// The page itself notes when it first shows something; the clocks of both are compared by `performance.timeOrigin`.
await page.evaluate(() => {
  window.shows = (look) => new Promise((resolve) => {
    const check = () => {
      if (!look()) return;
      clearInterval(timer);
      observer.disconnect();
      resolve(performance.timeOrigin + performance.now());
    };
    const observer = new MutationObserver(check);
    observer.observe(document, { childList: true, subtree: true, characterData: true, attributes: true });
    const timer = setInterval(check, 2);
    check();
  });
});

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const now = () => performance.timeOrigin + performance.now();

async function measure(name, edit, look) {
  const times = [];
  for (let at = 0; at < edits; at++) {
    const mark = `${name}${at}x${Math.floor(at * 7919 % 1000)}`;
    const shown = page.evaluate(([look, mark]) => window.shows(() => new Function("mark", `return ${look}`)(mark)), [look, mark]);
    await pause(80);
    const before = now();
    await edit(mark, at);
    times.push((await shown) - before);
    await pause(150);
  }
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(1);
  console.log(`${name.padEnd(9)} min ${at(0)}  median ${at(0.5)}  p95 ${at(0.95)}  loads ${loads}`);
}

const file = "content/posts/post-1.md";
await measure("markdown", (mark) => save(folder, file, content(1, mark)), "document.querySelector('main').textContent.includes('Mark ' + mark + '.')");
await measure("code", (mark) => save(folder, file, content(1, "", mark)), "document.querySelector('main').textContent.includes('\"' + mark + '\"')");
const sheet = await readFile(new URL("../../themes/recto/assets/style.css", import.meta.url), "utf8");
const colour = (at) => `rgb(${at + 1}, 7, 9)`;
await measure("css", (mark, at) => save(folder, "themes/recto/assets/style.css", `${sheet}\nmain { outline-color: ${colour(at)} }\n`), "getComputedStyle(document.querySelector('main')).outlineColor === 'rgb(' + (1 + Number(mark.match(/^css(\\d+)x/)[1])) + ', 7, 9)'");
await measure("warning", (mark) => save(folder, file, content(1, mark).replace("## Part 0", "![x](gone.png)\n\n## Part 0")), "document.querySelector('main').textContent.includes('Mark ' + mark + '.')");

const usage = async () => {
  const stat = await readFile(`/proc/${server.pid}/stat`, "utf8").catch(() => "");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
};
const memory = (await readFile(`/proc/${server.pid}/status`, "utf8").catch(() => "")).match(/VmRSS:\s+(\d+)/);
const idle = await usage();
await pause(5000);
console.log(`idle for 5 s: ${await usage() - idle} ms of processor time; ${memory ? Math.round(memory[1] / 1024) : "?"} MB`);

await browser.close();
await server.stop();
await rm(folder, { recursive: true, force: true });
