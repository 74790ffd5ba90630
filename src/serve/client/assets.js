// ---- Style sheets, pictures and other files that the page shows.
//
// An address that stays while its contents change gets a query, so that the browser asks anew. The query is on
// the screen only: the attribute that the server wrote is compared with what it writes next.
const fresh = new Map();

const NAMED = [
  ['img', 'src'], ['source', 'src'], ['video', 'src'], ['video', 'poster'], ['audio', 'src'], ['track', 'src'],
  ['embed', 'src'], ['object', 'data'], ['input', 'src'], ['image', 'href'], ['use', 'href'], ['link', 'href'],
];

/** The address in a form in which it can be looked up: its path, encoded in one way. */
function pathOf(address) {
  try {
    const url = new URL(address, document.baseURI);
    return url.origin === location.origin ? encodeURI(decodeURI(url.pathname)) : '';
  } catch {
    return '';
  }
}

/** The address with the number of its newest contents; nothing when it need not change. */
function renewed(address) {
  const number = fresh.get(pathOf(address));
  if (number === undefined) return;
  const url = new URL(address, document.baseURI);
  if (url.searchParams.get('recto') === number) return;
  url.searchParams.set('recto', number);
  return url.pathname + url.search + url.hash;
}

/** Takes in which assets have changed, and shows them. */
function refresh(changed) {
  const paths = Object.keys(changed);
  if (!paths.length) return;
  for (const path of paths) fresh.set(encodeURI(decodeURI(path)), changed[path]);
  const now = paths.filter((path) => /\.(css|woff2?|ttf|otf)$/i.test(path));
  renew(new Set(now.map((path) => encodeURI(decodeURI(path)))), changed[now.at(-1)]);
}

const isSettled = (sheet) => sheet.sheet && !leaving.has(sheet);

/** Gives every element that shows something old the new address. A sheet may take in what has changed `now`. */
function renew(now = new Set(), number = '') {
  for (const [name, attribute] of NAMED) {
    for (const element of document.querySelectorAll(`${name}[${attribute}]`)) {
      const address = renewed(element.getAttribute(attribute));
      if (!address) continue;
      // A sheet that was just put in is new as it is, and one that is gone leaves with the page that names it.
      if (isSheet(element)) isSettled(element) && !/[?&]recto=0(&|#|$)/.test(address) && swapSheet(element, address);
      else element.setAttribute(attribute, address);
    }
  }
  for (const element of document.querySelectorAll('[srcset]')) {
    const old = element.getAttribute('srcset');
    const now = old.replace(/[^\s,]+(?=\s|,|$)/g, (part) => renewed(part) || part);
    if (now !== old) element.setAttribute('srcset', now);
  }
  for (const element of document.querySelectorAll('[style*="url("]')) {
    const old = element.getAttribute('style');
    const now = old.replace(/url\((["']?)(.*?)\1\)/g, (all, quote, part) => `url(${quote}${renewed(part) || part}${quote})`);
    if (now !== old) element.setAttribute('style', now);
  }
  for (const sheet of document.querySelectorAll('link[rel~=stylesheet], style')) if (sheet.sheet) renewRules(sheet.sheet, sheet.sheet.href || document.baseURI);
  if (!now.size) return;
  for (const sheet of document.querySelectorAll('link[rel~=stylesheet]')) {
    const path = pathOf(sheet.getAttribute('href'));
    if (!path || now.has(path) || !isSettled(sheet)) continue;
    // What a sheet takes in is asked for anew with the sheet, as the server lets the browser keep nothing.
    if (!takesIn(sheet.sheet, sheet.href, now)) continue;
    // The number of what it takes in is its own from now on, or it would be given the one it had again.
    fresh.set(path, number);
    const url = new URL(sheet.href);
    url.searchParams.set('recto', number);
    swapSheet(sheet, url.pathname + url.search);
  }
}

/** Gives the pictures of a style sheet their new addresses: the browser keeps those it has for as long as the page is
 * open, also when the sheet itself is asked for anew. */
function renewRules(sheet, base) {
  let rules = [];
  try {
    rules = fresh.size ? [...sheet.cssRules] : [];
  } catch {
    // A sheet from elsewhere shows nothing of this site.
  }
  for (const rule of rules) {
    if (rule.styleSheet) renewRules(rule.styleSheet, rule.styleSheet.href || base);
    if (rule.cssRules) renewRules(rule, base);
    if (!rule.style || rule instanceof CSSFontFaceRule || !rule.style.cssText.includes('url(')) continue;
    for (const name of [...rule.style]) {
      const old = rule.style.getPropertyValue(name);
      const at = (part) => { try { return renewed(new URL(part, base).href); } catch { return; } };
      const now = old.replace(/url\((["']?)(.*?)\1\)/g, (all, quote, part) => (at(part) ? `url("${at(part)}")` : all));
      if (now !== old) rule.style.setProperty(name, now, rule.style.getPropertyPriority(name));
    }
  }
}

/** Whether a style sheet, or one that it takes in, takes in one of the files that have changed. */
function takesIn(sheet, base, now) {
  try {
    return [...sheet.cssRules].some((rule) => {
      if (rule.styleSheet && takesIn(rule.styleSheet, rule.styleSheet.href || base, now)) return true;
      const inner = rule.cssText.match(/url\((["']?)(.*?)\1\)/g) || [];
      return inner.some((text) => {
        const address = text.slice(4, -1).replace(/^["']|["']$/g, '');
        return now.has(pathOf(new URL(address, base).href));
      });
    });
  } catch {
    return true;
  }
}

/** After a restart nobody knows what has changed: everything is asked for again. */
function refreshAll(number) {
  const changed = {};
  const add = (address) => { const path = address && pathOf(address); if (path) changed[path] = number; };
  for (const [name, attribute] of NAMED) {
    for (const element of document.querySelectorAll(`${name}[${attribute}]`)) add(element.getAttribute(attribute));
  }
  refresh(changed);
}

/** Whether a script of the page is among what has changed. */
const touchesScripts = (changed) => {
  const paths = Object.keys(changed).map((path) => encodeURI(decodeURI(path))).filter((path) => /\.m?js$/.test(path));
  if (!paths.length) return false;
  const scripts = [...document.scripts];
  return scripts.some((script) => script.type === 'module') || scripts.some((script) => script.src && paths.includes(pathOf(script.src)));
};

