// ---- The channel.
//
// The server says over a WebSocket which build there is now and what this page has not of it. Versions are made
// from contents, so whatever was missed (sleep, a restart, a save between load and connection) is made good by
// the next message, and the first one comes at once.
const SHORTEST = 100;
const LONGEST = 5000;
/** A page that was out of sight for so long, in milliseconds, may have a channel that only looks open. */
const DOUBTFUL = 15000;
let socket, timer, hiddenSince, pause = SHORTEST;

function connect() {
  clearTimeout(timer);
  if (socket) {
    socket.onclose = socket.onmessage = null;
    socket.close();
  }
  const address = new URL('/__recto/live', location.origin);
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  address.search = new URLSearchParams({ page, version: known.version, build: known.build, session: known.session });
  socket = new WebSocket(address);
  socket.onopen = () => {
    pause = SHORTEST;
    panel.lose(false);
  };
  socket.onmessage = ({ data }) => hear(JSON.parse(data));
  socket.onclose = () => {
    if (pause > 1000) panel.lose(true);
    timer = setTimeout(connect, pause);
    pause = Math.min(pause * 2, LONGEST);
  };
}

function disconnect() {
  clearTimeout(timer);
  if (!socket) return;
  socket.onclose = socket.onmessage = null;
  socket.close();
  socket = undefined;
}

function hear(message) {
  const isNew = message.version !== known.version;
  if (message.reload || touchesScripts(message.assets || {})) return reload(message);
  if (message.html !== undefined && !put(message.html)) return reload(message);
  known = { session: message.session, version: message.version, build: message.build };
  if (message.assets) refresh(message.assets);
  if (message.all_assets) refreshAll(message.session + message.build);
  if (isNew) renew();
  markUnpublished(message.unpublished);
  panel.show(message);
  if (isNew) document.dispatchEvent(new CustomEvent('recto:updated', { detail: { build: message.build, version: message.version } }));
  const { news, follow } = message.news ? message : carried();
  if (news) read(news, follow);
}

/** Where news wait while the page is loaded again. */
const CARRIED = 'recto-news';

/** Loads the page again; what it had to tell is told then. */
function reload({ news, follow }) {
  try {
    if (news) sessionStorage.setItem(CARRIED, JSON.stringify({ news, follow }));
  } catch {} // Without a store they are not told.
  location.reload();
}

/** News from before the page was loaded again. */
function carried() {
  try {
    const text = sessionStorage.getItem(CARRIED);
    sessionStorage.removeItem(CARRIED);
    return JSON.parse(text) || {};
  } catch {
    return {};
  }
}

const isData = (script) => script.type && !/^(module|importmap|(text|application)\/(java|ecma)script)$/i.test(script.type);
// A policy counts as one: a page keeps what it was loaded with.
const scriptsOf = (tree) => [...tree.querySelectorAll('script, meta[http-equiv=Content-Security-Policy]')].filter((script) => !isData(script)).map((script) => script.outerHTML).join('\n');

/** Shows new HTML; false when that takes a load of the page, as scripts run once only. */
function put(html) {
  const next = new DOMParser().parseFromString(html, 'text/html').documentElement;
  dress(next);
  if (scriptsOf(base) !== scriptsOf(next)) return false;
  const [head, body] = [base.querySelector('head'), base.querySelector('body')];
  try {
    patchAttributes(base, next, document.documentElement);
    for (const [old, now, live] of [[head, next.querySelector('head'), document.head], [body, next.querySelector('body'), document.body]]) {
      patchAttributes(old, now, live);
      patchChildren(old, now, live);
      succeed(old, now, live);
    }
  } catch (error) {
    if (error === DRAWN) return false;
    throw error;
  }
  succeed(base, next, document.documentElement);
  base = next;
  return true;
}

/** Tells what happened to other pages, or goes there. */
function read(news, follow) {
  const own = pathOf(location.href);
  if (news.some(({ url, kind }) => pathOf(url) === own && kind !== 'removed')) return panel.quiet();
  const other = news.find(({ from }) => from && pathOf(from) === own) || news.find(({ kind }) => kind !== 'removed') || news[0];
  const wasThis = pathOf(other.from || other.url) === own;
  if (other.kind === 'removed') {
    if (!wasThis) panel.tell('Removed:', other.title);
  } else if (follow && document.visibilityState === 'visible') {
    location.assign(other.url);
  } else {
    panel.tell(wasThis ? 'This page is now at' : { changed: 'Changed:', added: 'New:', moved: 'Moved:' }[other.kind], wasThis ? decodeURI(other.url) : other.title, other.url);
  }
}

// A page kept for the back button must not hold a connection.
addEventListener('pagehide', disconnect);
addEventListener('pageshow', (event) => { if (event.persisted) connect(); });
addEventListener('online', connect);
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') {
    hiddenSince = Date.now();
  } else if (socket?.readyState !== WebSocket.OPEN || Date.now() - hiddenSince > DOUBTFUL) {
    pause = SHORTEST;
    connect();
  }
});

const self_ = document.currentScript;
const { page } = self_.dataset;
const withComments = 'comments' in self_.dataset;
let known = { session: self_.dataset.session, version: self_.dataset.version, build: self_.dataset.build };
// Where scripts of the page ran already, the page as it was sent stands beside this script.
const sent = self_.previousElementSibling?.matches('script[data-recto-sent]') ? self_.previousElementSibling : undefined;
self_.remove();
sent?.remove();
dress(document.documentElement);
let base = sent && new DOMParser().parseFromString(JSON.parse(sent.textContent), 'text/html').documentElement;
if (base) {
  dress(base);
  align(base, document.documentElement);
} else {
  base = document.documentElement.cloneNode(true);
  pair(base, document.documentElement);
}
connect();
