// ---- Patching the page in place.
//
// Three trees: what the server said before (`base`), what it says now (`next`), and what is on the screen
// (`live`), which scripts and the reader have changed since. Only what differs between the first two is done
// to the third: typed text, opened details, buttons that scripts put in and what else the server knows nothing of
// stays, but where the server changes the very place that a script has changed. `onScreen` leads from a node of `base` to its node of `live`, `saidBy` back.
const onScreen = new WeakMap();
const saidBy = new WeakMap();

function bind(base, live) {
  onScreen.set(base, live);
  saidBy.set(live, base);
}

/** Notes for a tree and its copy, made alike, which node stands for which. */
function pair(base, live) {
  bind(base, live);
  let inner = live.firstChild;
  for (let child = base.firstChild; child; child = child.nextSibling) {
    if (inner) pair(child, inner);
    inner = inner?.nextSibling;
  }
}

/** What scripts of the page did to nodes of `base` before this one ran: whether to their children or their text, and
 * to which attributes. They run once only, so what they made cannot be made again but by a load. */
const drawn = new WeakMap();
/** Thrown where the server changes what such a script has changed as well. */
const DRAWN = Symbol('drawn');
const isBlank = (node) => node.nodeType === Node.TEXT_NODE && !/\S/.test(node.data);

/** Notes which nodes of the page as it was sent stand for which on the screen, and what scripts did to these. */
function align(base, live) {
  if (isSame(base, live)) return pair(base, live);
  bind(base, live);
  const marks = { inside: false, attributes: new Set() };
  if (base.nodeType === Node.ELEMENT_NODE) {
    const names = new Set([...base.getAttributeNames(), ...live.getAttributeNames()]);
    for (const name of names) if (base.getAttribute(name) !== live.getAttribute(name)) marks.attributes.add(name);
    const after = [...base.childNodes];
    const before = [...live.childNodes];
    const partners = match(before, after);
    after.forEach((child, at) => {
      if (partners[at]) align(child, partners[at]);
      else if (!isBlank(child)) marks.inside = true;
    });
    const kept = new Set(partners);
    // What follows this script is not on the screen yet; of a page it is blank.
    if (before.some((child) => !kept.has(child) && !isBlank(child))) marks.inside = true;
    if (base.nodeName === 'TEMPLATE') marks.inside = true;
  } else {
    marks.inside = !isBlank(base) || !isBlank(live);
  }
  if (marks.inside || marks.attributes.size) drawn.set(base, marks);
}

/** A node of what the server says now takes the place of one of what it said before. */
function succeed(base, next, live) {
  bind(next, live);
  if (drawn.has(base)) drawn.set(next, drawn.get(base));
}

/** A node that can be put into the page, made after one that the server sent. */
function grow(next) {
  const live = document.importNode(next, true);
  pair(next, live);
  return live;
}

const isSheet = (node) => node.nodeName === 'LINK' && /(^|\s)stylesheet(\s|$)/i.test(node.rel);
const wordsOf = (text) => (text || '').split(/\s+/).filter(Boolean);

/** Whether two nodes are the same. The contents of templates are no children, so they are compared apart. */
function isSame(base, next) {
  if (!base.isEqualNode(next)) return false;
  const isTemplate = next.nodeName === 'TEMPLATE' || (next.querySelector && next.querySelector('template'));
  return !isTemplate || base.outerHTML === next.outerHTML;
}

/** Does to a node on the screen what the server did. */
function patch(base, next) {
  const live = onScreen.get(base);
  if (!live) return;
  if (isSame(base, next)) {
    // The old node takes the place of the new one, so that what is known of it stays known.
    next.replaceWith(base);
    return;
  }
  succeed(base, next, live);
  const isText = next.nodeType !== Node.ELEMENT_NODE;
  if ((isText || next.nodeName === 'TEMPLATE') && drawn.get(base)?.inside) throw DRAWN;
  if (isText) return patchText(live, next.data);
  patchAttributes(base, next, live);
  const target = onScreen.get(next);
  if (next.nodeName === 'TEMPLATE') target.innerHTML = next.innerHTML;
  else patchChildren(base, next, target);
}

/** Replaces only what is different, so that a selection in the rest of the text stays. */
function patchText(live, text) {
  const old = live.data;
  if (old === text) return;
  let start = 0;
  const shorter = Math.min(old.length, text.length);
  while (start < shorter && old[start] === text[start]) start++;
  let end = 0;
  while (end < shorter - start && old[old.length - 1 - end] === text[text.length - 1 - end]) end++;
  live.replaceData(start, old.length - end - start, text.slice(start, text.length - end));
}

function patchAttributes(base, next, live) {
  const marks = drawn.get(base);
  const isOther = (name) => base.getAttribute(name) !== next.getAttribute(name);
  // Words are put in and taken out one by one, beside those of scripts.
  if (marks && [...marks.attributes].some((name) => name !== 'class' && isOther(name))) throw DRAWN;
  for (const { name, value } of [...next.attributes]) {
    if (base.getAttribute(name) === value) continue;
    if (name === 'class') patchWords(base, next, live);
    else if (name === 'href' && isSheet(next)) swapSheet(live, value);
    else live.setAttribute(name, value);
  }
  for (const { name } of [...base.attributes]) {
    if (next.hasAttribute(name)) continue;
    if (name === 'class') patchWords(base, next, live);
    else live.removeAttribute(name);
  }
}

function patchWords(base, next, live) {
  const before = wordsOf(base.getAttribute('class'));
  const after = wordsOf(next.getAttribute('class'));
  live.classList.remove(...before.filter((word) => !after.includes(word)));
  live.classList.add(...after.filter((word) => !before.includes(word)));
}

/** Style sheets that stay until another one is loaded, by that one; and all of these. */
const outgoing = new WeakMap();
const leaving = new WeakSet();

/** Loads another style sheet and drops the old one only then, so that the page is never without. */
function swapSheet(live, href) {
  const sheet = live.cloneNode();
  sheet.setAttribute('href', href);
  // One that is itself not loaded yet will never be.
  outgoing.set(sheet, [live, ...(outgoing.get(live) || [])]);
  leaving.add(live);
  const done = () => {
    if (sheet.sheet) renewRules(sheet.sheet, sheet.href);
    for (const old of outgoing.get(sheet)) old.remove();
    outgoing.set(sheet, []);
  };
  sheet.addEventListener('load', done, { once: true });
  // One that fails after the next was asked for leaves the page to that one.
  sheet.addEventListener('error', () => leaving.has(sheet) || done(), { once: true });
  live.after(sheet);
  if (saidBy.has(live)) bind(saidBy.get(live), sheet);
}

function patchChildren(base, next, live) {
  const before = [...base.childNodes];
  const after = [...next.childNodes];
  const partners = match(before, after);
  const isList = after.length === before.length && after.every((child, at) => partners[at] === before[at]);
  if (!isList && drawn.get(base)?.inside) throw DRAWN;
  const isThere = (child) => onScreen.get(child)?.parentNode === live;
  // Where a script has put something else in the place of what has changed, only the server knows what should
  // stand there: all of it is put in anew.
  if (after.some((child, at) => partners[at] && !isThere(partners[at]) && !isSame(partners[at], child))) {
    live.replaceChildren(...after.map(grow));
    return;
  }
  const kept = new Set(partners);
  for (const child of before) if (!kept.has(child) && isThere(child)) onScreen.get(child).remove();
  const order = new Map(before.map((child, at) => [child, at]));
  const steady = longestRise(partners.map((partner) => order.get(partner) ?? -1));
  let last = null;
  after.forEach((child, at) => {
    const partner = partners[at];
    if (!partner) {
      const node = grow(child);
      place(live, node, last);
      last = node;
    } else if (!isThere(partner)) {
      patch(partner, child);
    } else {
      if (!steady.has(at)) place(live, onScreen.get(partner), last);
      last = onScreen.get(partner);
      patch(partner, child);
      last = onScreen.get(child) || last;
    }
  });
}

/** Puts a node behind another one. `moveBefore` keeps a film playing and a field focused. */
function place(parent, node, last) {
  const reference = last ? last.nextSibling : parent.firstChild;
  if (node.parentNode === parent && parent.moveBefore) parent.moveBefore(node, reference);
  else parent.insertBefore(node, reference);
}

const isElement = (node) => node.nodeType === Node.ELEMENT_NODE;
const keyOf = (node) => (isElement(node) && node.id ? `${node.nodeName}#${node.id}` : '');
const KINDS = ['class', 'name', 'property', 'rel', 'type'];
const kindOf = (node) => (isElement(node) ? [node.nodeName, ...KINDS.map((name) => node.getAttribute(name))].join(' ') : node.nodeName);

/** For each node of `after`, the node of `before` that it continues, if there is one: what stands equal at both
 * ends, then what has the same id, then what has the same contents, then what is of the same kind in the gaps. */
function match(before, after) {
  const partners = Array(after.length).fill(null);
  let start = 0;
  let end = 0;
  const shorter = Math.min(before.length, after.length);
  while (start < shorter && isSame(before[start], after[start])) partners[start] = before[start++];
  while (end < shorter - start && isSame(before.at(-1 - end), after.at(-1 - end))) {
    partners[after.length - 1 - end] = before.at(-1 - end);
    end++;
  }
  const free = new Set(before.slice(start, before.length - end));
  const rest = [];
  for (let at = start; at < after.length - end; at++) rest.push(at);
  const pairUp = (nameOf) => {
    const queues = new Map();
    for (const node of free) {
      const name = nameOf(node);
      if (!name) continue;
      if (!queues.has(name)) queues.set(name, []);
      queues.get(name).push(node);
    }
    for (const at of rest) {
      if (partners[at]) continue;
      const found = queues.get(nameOf(after[at]))?.shift();
      if (!found) continue;
      partners[at] = found;
      free.delete(found);
    }
  };
  pairUp(keyOf);
  pairUp((node) => (isElement(node) && !node.id ? node.outerHTML : ''));
  fillGaps(before, after, partners, rest, free);
  return partners;
}

function fillGaps(before, after, partners, rest, free) {
  const order = new Map(before.map((node, at) => [node, at]));
  const limits = [];
  let limit = before.length;
  for (const at of [...rest].reverse()) {
    limits[at] = limit;
    if (partners[at]) limit = order.get(partners[at]);
  }
  let from = 0;
  for (const at of rest) {
    if (partners[at]) {
      from = order.get(partners[at]) + 1;
      continue;
    }
    for (let i = from; i < limits[at]; i++) {
      if (!free.has(before[i]) || kindOf(before[i]) !== kindOf(after[at])) continue;
      partners[at] = before[i];
      free.delete(before[i]);
      from = i + 1;
      break;
    }
  }
}

/** The places of a longest rising run of numbers, without the negative ones: these need not be moved. */
function longestRise(numbers) {
  const tails = [];
  const back = [];
  numbers.forEach((number, at) => {
    if (number < 0) return;
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (numbers[tails[middle]] < number) low = middle + 1;
      else high = middle;
    }
    back[at] = low ? tails[low - 1] : -1;
    tails[low] = at;
  });
  const rise = new Set();
  for (let at = tails.length ? tails.at(-1) : -1; at >= 0; at = back[at]) rise.add(at);
  return rise;
}

