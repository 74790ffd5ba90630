// Tabs of code blocks; loaded by the pages that have some. Without it all blocks stand below one another.
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const groups = new Map();

  const keyOf = (labels) => `recto-tab:${labels.join("|")}`;

  /** Shows one tab of a group, and of every other group with the same labels. */
  function choose(key, at, focus) {
    for (const { buttons, panels } of groups.get(key)) {
      buttons.forEach((button, i) => {
        button.ariaSelected = i === at;
        button.tabIndex = i === at ? 0 : -1;
        panels[i].hidden = i !== at;
      });
    }
    focus?.focus();
  }

  function remember(key, at) {
    try {
      localStorage[key] = at;
    } catch {} // Storage may be closed; the choice then lasts for this page.
  }

  function recall(key) {
    try {
      return +localStorage[key] || 0;
    } catch {
      return 0;
    }
  }

  function onKey(event, key, buttons) {
    const at = buttons.indexOf(event.target);
    const towards = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (towards === undefined) return;
    event.preventDefault();
    const to = (towards + buttons.length) % buttons.length;
    choose(key, to, buttons[to]);
    remember(key, to);
  }

  function setUp(group, number) {
    const panels = all(":scope > .tab", group);
    const list = document.createElement("div");
    const labels = panels.map((panel) => panel.firstElementChild.textContent);
    const key = keyOf(labels);
    list.className = "tab-list";
    list.role = "tablist";
    list.ariaLabel = group.dataset.label;
    const buttons = panels.map((panel, i) => {
      const button = Object.assign(document.createElement("button"), { type: "button", role: "tab", textContent: labels[i] });
      button.id = `recto.tab.${number}.${i}`;
      panel.id = `recto.panel.${number}.${i}`;
      panel.role = "tabpanel";
      panel.setAttribute("aria-labelledby", button.id);
      button.setAttribute("aria-controls", panel.id);
      button.addEventListener("click", () => {
        const top = list.getBoundingClientRect().top;
        choose(key, i);
        remember(key, i);
        // Groups above may have changed their height; the one in use stays where it is.
        scrollBy(0, list.getBoundingClientRect().top - top);
      });
      return button;
    });
    list.append(...buttons);
    list.addEventListener("keydown", (event) => onKey(event, key, buttons));
    group.prepend(list);
    group.classList.add("tabs-ready");
    groups.set(key, [...(groups.get(key) ?? []), { buttons, panels }]);
    choose(key, Math.min(recall(key), buttons.length - 1));
  }

  function setUpAll() {
    groups.clear();
    all(".tab-list").forEach((list) => list.remove());
    all(".tabs").forEach((group, number) => {
      group.classList.remove("tabs-ready");
      setUp(group, number);
    });
  }

  setUpAll();
  document.addEventListener("recto:updated", setUpAll);
})();
