// ---- What the preview shows otherwise than readers will see it.

/** Puts a note in the place of comments, which nobody should be asked for while a post is written. What the
 * server says now and what it said before are dressed alike, so the note is no difference. */
function dress(tree) {
  if (withComments) return;
  for (const place of tree.querySelectorAll('[data-giscus]')) {
    const note = tree.ownerDocument ? tree.ownerDocument.createElement('div') : tree.createElement('div');
    describeComments(note, place);
    place.dataset.rectoGiscus = place.dataset.giscus;
    delete place.dataset.giscus;
    place.replaceChildren(note);
  }
}

function describeComments(note, { dataset }) {
  const { repo, repoId, category, categoryId, mapping, term, strict, lang } = dataset;
  const wrong = [
    /^[\w.-]+\/[\w.-]+$/.test(repo || '') || 'the repository is not `owner/name`',
    /^(R_[\w-]{8,}$|MDEwO)/.test(repoId || '') || 'the repository id does not look like one',
    Boolean(category) || 'there is no category',
    /^(DIC_[\w-]{8,}$|MDE4O)/.test(categoryId || '') || 'the category id does not look like one',
    !['specific', 'number'].includes(mapping) || Boolean(term) || 'there is no term',
    mapping !== 'number' || /^\d+$/.test(term || '') || 'the term is not the number of a discussion',
  ].filter((reason) => reason !== true);
  const by = { pathname: decodeURI(location.pathname), url: location.href, title: document.title };
  const make = (tag, text) => {
    const element = note.ownerDocument.createElement(tag);
    element.textContent = text;
    return element;
  };
  note.className = 'recto-comments';
  note.style.cssText = 'border: 2px dashed; border-radius: 8px; padding: 12px 16px; opacity: .75; overflow-wrap: anywhere';
  const facts = [
    `repository: ${repo}, category: ${category}`,
    mapping === 'number' ? `discussion: #${term}` : `term: ${term || by[mapping] || `the page's ${mapping}`}${strict === '1' || strict === 'true' ? ' (exactly)' : ''}`,
    `language: ${lang}`,
    wrong.length ? `not valid: ${wrong.join('; ')}` : 'valid, as far as can be told without a network',
  ];
  const list = make('ul', '');
  list.style.margin = '4px 0 0';
  list.append(...facts.map((fact) => make('li', fact)));
  note.append(make('strong', 'Comments by Giscus stand here'), list);
  note.dataset.valid = String(!wrong.length);
}

/** Says beside every link to a page that readers will not see why they will not. */
function markUnpublished(unpublished) {
  for (const old of document.querySelectorAll('recto-badge')) old.remove();
  const known = new Map(Object.entries(unpublished).map(([url, badge]) => [pathOf(url), badge]));
  if (!known.size) return;
  for (const link of document.querySelectorAll('body a[href]')) {
    const badge = known.get(pathOf(link.getAttribute('href')));
    if (!badge) continue;
    const label = document.createElement('recto-badge');
    label.textContent = badge;
    label.style.cssText = 'display: inline-block; margin-inline-start: .5em; padding: 0 .5em; border-radius: 1em;'
      + ' font: 600 .75rem/1.5 system-ui, sans-serif; color: #1c1917; background: #fcd34d; white-space: nowrap';
    link.after(label);
  }
}

/** Marks lines in the code blocks of the page, without changing them. */
function markLines(findings) {
  if (!self.Highlight) return;
  const blocks = [...document.querySelectorAll('main .code')];
  for (const severity of ['error', 'warning', 'note']) {
    const ranges = findings
      .filter((finding) => finding.block && finding.severity === severity)
      .map(({ block }) => blocks[block.block] && rangeOfLines(blocks[block.block], block.first, block.last))
      .filter(Boolean);
    if (ranges.length) CSS.highlights.set(`recto-${severity}`, new Highlight(...ranges));
    else CSS.highlights.delete(`recto-${severity}`);
  }
}

/** The text of some lines of a block, from its first character that is no blank. A block may be in parts, and have labels. */
function rangeOfLines(element, first, last) {
  const range = document.createRange();
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let line = 0;
  let begun = false;
  let ended = false;
  while (walker.nextNode() && !ended) {
    const node = walker.currentNode;
    if (!node.parentElement.closest('pre > code') || node.parentElement.closest('.note')) continue;
    for (let at = 0; at < node.data.length; at++) {
      const letter = node.data[at];
      if (line >= first && line <= last && /\S/.test(letter)) {
        if (!begun) range.setStart(node, at);
        range.setEnd(node, at + 1);
        begun = true;
      }
      if (letter === '\n') line++;
      ended = line > last;
      if (ended) break;
    }
  }
  return begun && range;
}

