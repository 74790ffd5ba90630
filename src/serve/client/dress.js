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

const COMMENT_WORDS = {
  en: {
    title: 'Comments by Giscus stand here',
    repository: 'repository', category: 'category', mapping: 'mapping', term: 'term', discussion: 'discussion', language: 'language',
    exactly: 'exactly', browser: 'worked out in the browser', settings: 'other settings',
    valid: 'valid, as far as can be told without a network', invalid: 'not valid',
    noRepo: 'the repository is not `owner/name`', noRepoId: 'the repository id does not look like one',
    noCategory: 'there is no category', noCategoryId: 'the category id does not look like one',
    noTerm: 'there is no term', noNumber: 'the term is not the number of a discussion',
  },
  ko: {
    title: '여기에 Giscus 댓글이 들어갑니다',
    repository: '저장소', category: '카테고리', mapping: '연결 방식', term: '검색어', discussion: '토론', language: '언어',
    exactly: '정확히 일치', browser: '브라우저가 정함', settings: '그 밖의 설정',
    valid: '네트워크 없이 확인한 범위에서는 올바릅니다', invalid: '올바르지 않음',
    noRepo: '저장소가 `owner/name` 꼴이 아닙니다', noRepoId: '저장소 ID가 아닌 것 같습니다',
    noCategory: '카테고리가 없습니다', noCategoryId: '카테고리 ID가 아닌 것 같습니다',
    noTerm: '검색어가 없습니다', noNumber: '토론 번호가 아닙니다',
  },
};

function describeComments(note, { dataset }) {
  const { repo, repoId, category, categoryId, mapping, term, strict, lang } = dataset;
  const words = COMMENT_WORDS[document.documentElement.lang.split('-')[0]] || COMMENT_WORDS.en;
  const wrong = [
    /^[\w.-]+\/[\w.-]+$/.test(repo || '') || words.noRepo,
    /^(R_[\w-]{8,}$|MDEwO)/.test(repoId || '') || words.noRepoId,
    Boolean(category) || words.noCategory,
    /^(DIC_[\w-]{8,}$|MDE4O)/.test(categoryId || '') || words.noCategoryId,
    !['specific', 'number'].includes(mapping) || Boolean(term) || words.noTerm,
    mapping !== 'number' || /^\d+$/.test(term || '') || words.noNumber,
  ].filter((reason) => reason !== true);
  const by = { pathname: decodeURI(location.pathname), url: location.href, title: document.title };
  const make = (tag, text) => {
    const element = note.ownerDocument.createElement(tag);
    element.textContent = text;
    return element;
  };
  note.className = 'recto-comments';
  note.lang = words === COMMENT_WORDS.ko ? 'ko' : 'en';
  note.style.cssText = 'border: 2px dashed; border-radius: 8px; padding: 12px 16px; overflow-wrap: anywhere';
  const shown = ['reactionsEnabled', 'emitMetadata', 'inputPosition', 'theme', 'loading'];
  const exactly = strict === '1' || strict === 'true' ? ` (${words.exactly})` : '';
  const facts = [
    `${words.repository}: ${repo}, ${words.category}: ${category}`,
    `${words.mapping}: ${mapping}`,
    mapping === 'number' ? `${words.discussion}: #${term}` : `${words.term}: ${term || by[mapping] || words.browser}${exactly}`,
    `${words.language}: ${lang}`,
    `${words.settings}: ${shown.filter((name) => dataset[name]).map((name) => `${name} = ${dataset[name]}`).join(', ')}`,
    wrong.length ? `${words.invalid}: ${wrong.join('; ')}` : words.valid,
  ];
  const list = make('ul', '');
  list.style.margin = '4px 0 0';
  list.append(...facts.map((fact) => make('li', fact)));
  note.append(make('strong', words.title), list);
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

