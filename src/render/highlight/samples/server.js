#!/usr/bin/env node
'use strict';
const http = require('node:http');
const { PORT = 3000, ...rest } = process.env;

class Cache {
  #items = new Map();
  static limit = 100;
  get size() { return this.#items.size; }
  async fetch(key, { ttl = 60e3, onMiss } = {}) {
    if (this.#items.has(key)) return this.#items.get(key);
    const value = await onMiss?.(key) ?? null;
    this.#items.set(key, { value, until: Date.now() + ttl, 'quoted-key': true });
    return value;
  }
}

const route = /^\/posts\/(?<id>[\w/-]+)$/i;
const half = total / 2 / count;

http.createServer((req, res) => {
  const match = req.url.match(route);
  const type = match ? 'text/html' : `text/plain; charset=${rest.CHARSET || "utf-8"}`;
  res.writeHead(match ? 200 : 404, { 'Content-Type': type });
  switch (req.method) {
    case 'GET':
      res.end(match?.groups.id);
      break;
    default:
      res.end('\u{1F600} no\n');
  }
}).listen(PORT, () => console.log(`on ${PORT}`));

function* ids(from = 0n) { while (true) yield from++; }
var x = typeof y === 'undefined' || y instanceof Error || delete z.a;
export default { name: 'app', data() { return { n: 0x1F, f: .5 }; }, computed: {} };
label: for (const k in obj) { continue label; }
