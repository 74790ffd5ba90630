// ---- What was found, over the page, and notes in its corner.
//
// All of it is text of the author's files: `textContent` only. It stands in a shadow root, where neither side's
// styles reach the other, and beside the body, where the page is not patched.
const panel = (() => {
  const host = document.createElement('recto-panel');
  const shadow = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  shadow.adoptedStyleSheets = [sheet];
  const marks = new CSSStyleSheet();
  marks.replaceSync(['error', 'warning', 'note'].map((severity, at) => {
    const colour = ['#dc2626', '#ca8a04', '#2563eb'][at];
    return `::highlight(recto-${severity}) { background-color: ${colour}33; text-decoration: underline wavy ${colour} }`;
  }).join('\n'));
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, marks];

  const make = (tag, className, text = '') => {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = text;
    return element;
  };
  const root = make('div', 'root');
  const corner = make('div', 'corner');
  const state = make('span', 'state');
  const lost = make('span', 'lost', 'the server is gone; waiting for it');
  const note = make('div', 'news');
  const badge = make('button', 'badge');
  const box = make('section', 'panel');
  note.setAttribute('role', 'status');
  badge.type = 'button';
  box.tabIndex = -1;
  box.hidden = state.hidden = lost.hidden = note.hidden = badge.hidden = true;
  corner.append(state, lost, note, badge);
  root.append(corner, box);
  shadow.append(root);

  let shown = '';
  let dismissed = '';
  let findings = { here: [], elsewhere: [], more: 0 };
  const errorsHere = () => findings.here.filter(({ severity }) => severity === 'error');
  const isLocal = /^(localhost|127\.|\[::1\])/.test(location.hostname);

  const plural = (count, noun) => `${count} ${noun}${count === 1 ? '' : 's'}`;
  const tally = (list) => ['error', 'warning', 'note']
    .map((severity) => [list.filter((finding) => finding.severity === severity).length, severity])
    .filter(([count]) => count)
    .map(([count, severity]) => plural(count, severity))
    .join(', ');

  function place({ file, line, column }, editor) {
    const text = line ? `${file}:${line}:${column}` : file;
    if (!editor || !isLocal) return make('span', 'place', text);
    const link = make('a', 'place', text);
    link.href = editor;
    link.title = 'open in the editor';
    return link;
  }

  /** The line, and below it carets that are as wide as the glyphs above them, whatever those are. */
  function rows({ number, pieces }) {
    const row = make('div', 'row');
    row.append(make('span', 'number', String(number)));
    for (const { text, mark } of pieces) row.append(make('span', mark ? 'marked' : '', text));
    if (!pieces.some(({ mark }) => mark)) return [row];
    const under = make('div', 'row');
    under.setAttribute('aria-hidden', 'true');
    under.append(make('span', 'number'));
    for (const { text, mark, label } of pieces) {
      if (!mark) {
        if (!under.querySelector('.under')) under.append(make('span', 'ghost', text));
        continue;
      }
      const piece = make('span', `under ${mark}`);
      piece.append(make('span', 'ghost marked', text || ' '), make('span', 'carets', '^'.repeat(Math.max(1, text.length * 2))));
      under.append(piece);
      if (label) under.append(make('span', 'label', label));
    }
    return [row, under];
  }

  function explain(button, article, code) {
    button.type = 'button';
    button.title = 'what this means';
    button.setAttribute('aria-expanded', 'false');
    button.addEventListener('click', async () => {
      const open = article.querySelector('.explanation');
      button.setAttribute('aria-expanded', String(!open));
      if (open) return open.remove();
      const answer = await fetch(`/__recto/codes/${code}`).catch(() => undefined);
      const text = make('div', 'explanation', answer?.ok ? await answer.text() : 'there is no explanation at hand');
      text.tabIndex = 0;
      article.querySelector('h3').after(text);
    });
  }

  function article(finding) {
    const element = make('article', `finding ${finding.severity}`);
    const head = make('h3', '');
    const code = make('button', 'code-name', finding.code);
    head.append(make('span', 'severity', finding.severity), ' ', code, ' ', make('span', 'message', finding.message));
    element.append(head);
    explain(code, element, finding.code);
    finding.places.forEach((where, at) => {
      element.append(place(where, at === 0 && finding.editor));
      if (!where.lines.length) return;
      const excerpt = make('div', at === 0 ? 'excerpt' : 'excerpt other');
      excerpt.tabIndex = 0;
      excerpt.append(...where.lines.flatMap(rows));
      element.append(excerpt);
    });
    const help = [...finding.help, ...(finding.fix ? [`${finding.fix} (\`recto check --fix\` does it)`] : [])];
    if (help.length) {
      const list = make('ul', 'help');
      for (const text of help) {
        const item = make('li', '');
        item.append(make('b', '', 'help: '), text);
        list.append(item);
      }
      element.append(list);
    }
    return element;
  }

  function fill() {
    const { here, elsewhere, more } = findings;
    const head = make('div', 'head');
    const title = make('h2', '', here.length ? tally(here) : `nothing wrong here; elsewhere ${tally(elsewhere)}`);
    const close = make('button', 'close', 'Close ');
    close.type = 'button';
    close.append(make('kbd', '', 'Esc'));
    close.addEventListener('click', dismiss);
    head.append(title, close);
    box.replaceChildren(head, ...here.map(article));
    if (elsewhere.length && here.length) {
      const apart = make('div', 'head');
      apart.append(make('h2', '', `Elsewhere: ${tally(elsewhere)}`));
      box.append(apart);
    }
    box.append(...elsewhere.map(article));
    if (more) box.append(make('p', 'finding', `and ${plural(more, 'finding')} more; \`recto check\` lists them all`));
  }

  function open(isUrgent) {
    fill();
    box.classList.toggle('quiet', !errorsHere().length);
    box.setAttribute('role', isUrgent ? 'alert' : 'region');
    box.setAttribute('aria-label', 'Findings');
    box.hidden = false;
    badge.hidden = true;
  }

  function close() {
    box.hidden = true;
    box.replaceChildren();
    const { here, elsewhere } = findings;
    const grave = [...here, ...elsewhere].some(({ severity }) => severity === 'error');
    badge.hidden = !here.length && !elsewhere.length;
    badge.className = `badge ${grave ? 'error' : here.some(({ severity }) => severity === 'warning') ? 'warning' : 'note'}`;
    badge.textContent = [here.length && tally(here), elsewhere.length && `elsewhere ${tally(elsewhere)}`].filter(Boolean).join(', ');
    badge.setAttribute('aria-label', `show findings: ${badge.textContent}`);
  }

  function dismiss() {
    dismissed = shown;
    const held = shadow.activeElement;
    close();
    if (held) badge.focus();
  }

  badge.addEventListener('click', () => {
    open(false);
    box.focus();
  });
  addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || box.hidden) return;
    event.preventDefault();
    event.stopPropagation();
    dismiss();
  }, true);

  /** The page's own theme, where it has one, else the system's. */
  function tint() {
    const chosen = document.documentElement.dataset.theme;
    root.classList.toggle('dark', chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches);
  }
  tint();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', tint);
  new MutationObserver(tint).observe(document.documentElement, { attributeFilter: ['data-theme'] });

  const attach = () => { if (!host.isConnected) document.documentElement.append(host); };

  return {
    host,
    show({ here, elsewhere, more, badge: why }) {
      attach();
      state.textContent = why || '';
      state.hidden = !why;
      findings = { here, elsewhere, more };
      markLines(here);
      const now = JSON.stringify(findings);
      if (now === shown) return;
      const wasOpen = !box.hidden;
      shown = now;
      if (errorsHere().length && dismissed !== now) open(true);
      else if (wasOpen && (here.length || elsewhere.length) && box.getAttribute('role') === 'region') open(false);
      else close();
    },
    tell(text, link, url) {
      attach();
      const dismissNote = make('button', '', '✕');
      dismissNote.type = 'button';
      dismissNote.setAttribute('aria-label', 'close');
      dismissNote.addEventListener('click', () => { note.hidden = true; });
      const anchor = make(url ? 'a' : 'span', '', link);
      if (url) anchor.href = url;
      note.replaceChildren(`${text} `, anchor, dismissNote);
      note.hidden = false;
    },
    quiet() { note.hidden = true; },
    lose(isLost) {
      attach();
      lost.hidden = !isLost;
    },
  };
})();

