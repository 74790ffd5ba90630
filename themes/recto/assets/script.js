// Nothing here is needed to read the pages.
(() => {
  const root = document.documentElement;
  const texts = document.currentScript.dataset;
  const key = "recto-theme";
  const systemDark = matchMedia("(prefers-color-scheme: dark)");
  const wide = matchMedia("(min-width: 80em)");
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

  // Theme: nothing is the system's.
  const bars = all("meta[name=theme-color]");
  const barColours = bars.map((bar) => bar.content);
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : systemDark.matches);

  function applyTheme(theme) {
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    bars.forEach((bar, i) => (bar.content = barColours[theme ? +isDark() : i]));
    all("[name=theme]").forEach((input) => (input.checked = input.value === (theme || "")));
    tellGiscus();
  }

  function setUpTheme() {
    const menu = document.getElementById("recto.theme");
    const button = menu?.previousElementSibling;
    if (!menu?.showPopover) return;
    menu.addEventListener("change", ({ target }) => {
      try {
        if (target.value) localStorage[key] = target.value;
        else delete localStorage[key];
      } catch {} // Storage may be closed.
      applyTheme(target.value);
    });
    menu.addEventListener("beforetoggle", () => {
      const place = button.getBoundingClientRect();
      menu.style.top = `${place.bottom + scrollY + 4}px`;
      if (root.dir === "rtl") menu.style.left = `${Math.max(place.left, 8)}px`;
      else menu.style.right = `${Math.max(root.clientWidth - place.right, 8)}px`;
    });
    addEventListener("storage", (event) => event.key === key && applyTheme(event.newValue));
    systemDark.addEventListener("change", tellGiscus);
    root.classList.add("js");
  }

  // Contents: the part being read is marked by position, so that jumps are not missed.
  let links, headings, waiting;

  function markPlace() {
    waiting = false;
    const read = headings.findLastIndex((heading) => heading?.getBoundingClientRect().top < innerHeight / 4);
    links.forEach((link, i) => {
      if (i !== read) return link.removeAttribute("aria-current");
      if (link.hasAttribute("aria-current")) return;
      link.setAttribute("aria-current", "true");
      const pane = link.closest("details");
      pane.scrollTop = link.offsetTop - pane.clientHeight / 2;
    });
  }

  function onScroll() {
    if (waiting || !wide.matches || !links.length) return;
    waiting = true;
    requestAnimationFrame(markPlace);
  }

  function setUpContents() {
    links = all(".toc a");
    headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
    onScroll();
  }

  // Opened where there is room; what the reader then does stays.
  const settled = new WeakSet();

  function openContents(again) {
    for (const details of all(".toc details")) {
      if (settled.has(details) && !again) continue;
      details.open = wide.matches;
      settled.add(details);
    }
    onScroll();
  }

  // Copying: the exact code without removed lines; of a session, what was typed.
  const status = make("div", { className: "hidden", role: "status" });

  function codeText(block) {
    const code = make("div", {});
    code.append(...all("code", block).map((piece) => piece.cloneNode(true)));
    const isSession = code.querySelector(".prompt");
    all(".note, del.line, .prompt, .output", code).forEach((part) => part.remove());
    return isSession ? code.textContent.replace(/\n{2,}/g, "\n").trim() : code.textContent;
  }

  const icon = (path) =>
    `<svg viewBox="0 0 20 20" width="18" height="18" fill="none" stroke="currentColor" stroke-width="1.5" aria-hidden="true"><path d="${path}"/></svg>`;
  const copyPath = "M7.5 6.5h9v10h-9zM13 6V3.5H3.5v10H7";
  const donePath = "m4 10.5 4 4 8-9";
  const wrapPath = "M3 5h14M3 10h11a3 3 0 0 1 0 6H8m2-2-2 2 2 2";

  function addButtons(block) {
    const bar = block.querySelector(".code-bar");
    if (!bar || bar.querySelector("button")) return;
    const add = (className, ariaLabel, path, onclick) => {
      const button = make("button", { className: `icon-button ${className}`, innerHTML: icon(path), ariaLabel, onclick });
      bar.append(button);
      return button;
    };
    const wrap = add("wrap-lines", texts.wrap, wrapPath, () => block.classList.toggle("wrap"));
    // The keyboard stops at code that scrolls.
    new ResizeObserver(() => {
      const scrolling = all("pre", block).filter((pre) => (pre.tabIndex = pre.scrollWidth > pre.clientWidth ? 0 : -1) === 0);
      wrap.ariaPressed = block.classList.contains("wrap");
      wrap.hidden = !scrolling.length && wrap.ariaPressed === "false";
    }).observe(block);
    if (!navigator.clipboard || block.dataset.copy) return;
    const copy = add("copy", texts.copy, copyPath, async () => {
      await navigator.clipboard.writeText(codeText(block));
      copy.innerHTML = icon(donePath);
      status.textContent = texts.copied;
      setTimeout(() => {
        copy.innerHTML = icon(copyPath);
        status.textContent = "";
      }, 2000);
    });
  }

  // Comments: asked for when they come near, in step with the theme.
  let comments, heard, silence;

  const giscusTheme = () => {
    const { theme, themeLight, themeDark } = comments.dataset;
    if (!root.dataset.theme && theme === "preferred_color_scheme") return theme;
    return isDark() ? themeDark : themeLight;
  };

  function tellGiscus() {
    if (!heard) return; // The frame may not listen yet.
    comments.querySelector(".giscus-frame")?.contentWindow.postMessage({ giscus: { setConfig: { theme: giscusTheme() } } }, comments.dataset.giscus);
  }

  function giscusFailed() {
    const link = comments.querySelector(".comments-link");
    if (!link.dataset.failed) link.append(make("br"), comments.dataset.failed);
    link.dataset.failed = true;
  }

  function loadGiscus() {
    const script = make("script", { src: `${comments.dataset.giscus}/client.js`, crossOrigin: "anonymous", onerror: giscusFailed });
    for (const { name, value } of comments.attributes) if (name !== "data-giscus") script.setAttribute(name, value);
    script.dataset.theme = giscusTheme();
    silence = setTimeout(giscusFailed, 10000);
    comments.append(script);
  }

  function onMessage({ origin, data }) {
    if (!comments || origin !== comments.dataset.giscus || !data?.giscus || heard) return;
    heard = true;
    clearTimeout(silence);
    comments.querySelector(".comments-link").hidden = true;
    tellGiscus();
  }

  function setUpComments() {
    const found = document.querySelector("[data-giscus]");
    if (!found || found === comments) return;
    comments = found;
    heard = false;
    if (new URLSearchParams(location.search).has("giscus")) {
      loadGiscus();
      comments.parentElement.scrollIntoView();
      return;
    }
    const near = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        near.disconnect();
        loadGiscus();
      },
      { rootMargin: "400px" },
    );
    near.observe(comments);
  }

  // What scrolls is a stop of the keyboard.
  const reachFormula = (math) => math.scrollWidth > math.clientWidth && (math.tabIndex = 0);

  // Runs again when the live preview has put new content in.
  function setUpMain() {
    setUpContents();
    openContents();
    all(".code").forEach(addButtons);
    all("math[display=block]").forEach(reachFormula);
    setUpComments();
  }

  setUpMain();
  setUpTheme();
  applyTheme(root.dataset.theme);
  document.body.append(status);
  addEventListener("scroll", onScroll, { passive: true });
  addEventListener("message", onMessage);
  wide.addEventListener("change", openContents);
  document.addEventListener("recto:updated", setUpMain);
})();
