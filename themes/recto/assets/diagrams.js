// Diagrams; loaded by the pages that have some. The code is there without it, and what draws is loaded when one comes near.
(() => {
  const root = document.documentElement;
  const texts = document.currentScript.dataset;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

  // Colours: the page's own, as numbers.
  const HUES = ["note", "tip", "warning", "important", "caution", "quiet"];

  function pageColours() {
    const pen = make("canvas", { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
    const probe = make("span", { hidden: true });
    probe.style.forcedColorAdjust = "none";
    document.body.append(probe);
    const colours = {};
    for (const name of ["ground", "text", "line", "edge", "tint", "chip", "accent", "mark", ...HUES]) {
      probe.style.color = `var(--${name})`;
      pen.fillStyle = getComputedStyle(probe).color;
      pen.fillRect(0, 0, 1, 1);
      colours[name] = [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
    }
    probe.remove();
    return colours;
  }

  const hex = (colour) => `#${colour.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
  const mix = (one, other, share) => hex(one.map((part, i) => part * share + other[i] * (1 - share)));
  const isDark = ([red, green, blue]) => red * 0.3 + green * 0.6 + blue * 0.1 < 128;

  /** The colours of everything that is drawn: text in the page's own on grounds that are near to the page's. */
  function themeVariables(colours) {
    const { ground, text, quiet, edge, tint, chip, mark, caution } = colours;
    const [paper, ink, box, border] = [hex(ground), hex(text), hex(chip), hex(edge)];
    const tints = HUES.map((name) => mix(colours[name], ground, 0.2));
    const strong = HUES.map((name) => hex(colours[name]));
    const variables = {
      darkMode: isDark(ground), background: paper, fontFamily: getComputedStyle(document.body).fontFamily, fontSize: "16px",
      primaryColor: box, primaryTextColor: ink, primaryBorderColor: border,
      secondaryColor: tints[0], secondaryTextColor: ink, secondaryBorderColor: border,
      tertiaryColor: hex(tint), tertiaryTextColor: ink, tertiaryBorderColor: border,
      lineColor: hex(quiet), textColor: ink, titleColor: ink, edgeLabelBackground: paper,
      clusterBkg: hex(tint), clusterBorder: hex(colours.line),
      noteBkgColor: hex(mark), noteTextColor: ink, noteBorderColor: border,
      activationBkgColor: tints[0], activationBorderColor: border, actorLineColor: border, sequenceNumberColor: paper,
      taskBkgColor: tints[0], taskBorderColor: strong[0], taskTextColor: ink, taskTextLightColor: ink, taskTextDarkColor: ink,
      taskTextOutsideColor: ink, taskTextClickableColor: ink, activeTaskBkgColor: tints[1], activeTaskBorderColor: strong[1],
      doneTaskBkgColor: box, doneTaskBorderColor: border, critBkgColor: tints[4], critBorderColor: strong[4],
      sectionBkgColor: hex(tint), altSectionBkgColor: paper, sectionBkgColor2: hex(tint), gridColor: hex(colours.line),
      todayLineColor: hex(caution), pieTitleTextColor: ink, pieSectionTextColor: ink, pieLegendTextColor: ink,
      pieStrokeColor: paper, pieOuterStrokeColor: border, pieOpacity: "1", commitLabelColor: ink, commitLabelBackground: box,
      tagLabelColor: ink, tagLabelBackground: box, tagLabelBorder: border, rowOdd: paper, rowEven: hex(tint),
      xyChart: {
        backgroundColor: paper, titleColor: ink, xAxisLabelColor: ink, xAxisTitleColor: ink, xAxisTickColor: border, xAxisLineColor: border,
        yAxisLabelColor: ink, yAxisTitleColor: ink, yAxisTickColor: border, yAxisLineColor: border, plotColorPalette: strong.join(","),
      },
      packet: { titleColor: ink, labelColor: ink, startByteColor: ink, endByteColor: ink, blockStrokeColor: border, blockFillColor: box },
      radar: { axisColor: border, graticuleColor: border, graticuleOpacity: 0.1 },
    };
    for (let i = 0; i < 12; i++) {
      const at = i % HUES.length;
      Object.assign(variables, {
        [`pie${i + 1}`]: tints[at], [`cScale${i}`]: tints[at], [`cScaleLabel${i}`]: ink, [`cScalePeer${i}`]: strong[at],
        [`cScaleInv${i}`]: strong[at], [`git${i}`]: strong[at], [`gitInv${i}`]: paper, [`gitBranchLabel${i}`]: paper,
        [`fillType${i}`]: tints[at], [`venn${i + 1}`]: strong[at],
      });
    }
    return variables;
  }

  // The script that draws is asked for once, and told the colours whenever they have changed.
  let loading, told;

  const load = () =>
    (loading ??= new Promise((resolve, reject) => {
      document.head.append(make("script", { src: texts.src, onload: () => resolve(window.mermaid), onerror: reject }));
    }));

  function settings() {
    const theme = themeVariables(pageColours());
    return {
      startOnLoad: false, securityLevel: "strict", suppressErrorRendering: true, theme: "base", themeVariables: theme,
      fontFamily: theme.fontFamily, htmlLabels: false, flowchart: { htmlLabels: false },
    };
  }

  function tell(mermaid) {
    const now = settings();
    const text = JSON.stringify(now);
    if (text !== told) mermaid.initialize(now);
    told = text;
  }

  // Drawing: by block, the code that is drawn or being drawn.
  const drawn = new Map();
  let count = 0;

  function codeOf(block) {
    const code = make("div", {});
    code.append(...all("code", block).map((piece) => piece.cloneNode(true)));
    all(".note, del.line", code).forEach((part) => part.remove());
    return code.textContent;
  }

  /** Draws where nobody sees it, in the width that there is for it. */
  async function render(mermaid, code, width) {
    const place = make("div", {});
    place.style.cssText = `position: fixed; inset: 0 auto auto 0; inline-size: ${Math.max(width, 560)}px; visibility: hidden; direction: ltr`;
    document.body.append(place);
    try {
      return (await mermaid.render(`recto-diagram-${++count}`, code, place)).svg;
    } finally {
      place.remove();
    }
  }

  async function draw(block) {
    const code = codeOf(block);
    drawn.set(block, code);
    let mermaid;
    try {
      mermaid = await load();
    } catch {
      return settle(block, () => {}); // The code stays.
    }
    tell(mermaid);
    const colours = told;
    let svg;
    try {
      svg = await render(mermaid, code, block.clientWidth);
    } catch {} // What it is that cannot be drawn, its author is told while the site is built.
    if (drawn.get(block) !== code || told !== colours || !block.isConnected) return;
    if (svg) show(block, svg);
    else fail(block);
  }

  const titleOf = (block) => block.querySelector(".code-title")?.textContent;

  function nameOf(block) {
    const number = all("[data-diagram]").indexOf(block) + 1;
    return [`${texts.name} ${number}`, titleOf(block)].filter(Boolean).join(", ");
  }

  // What scrolls is a stop of the keyboard, and has a name.
  const scrolling = new ResizeObserver((entries) => entries.forEach(({ target }) => reach(target.closest(".drawing"))));

  function reach(drawing) {
    if (!drawing) return;
    const scrolls = drawing.scrollWidth > drawing.clientWidth || drawing.scrollHeight > drawing.clientHeight;
    if (scrolls) Object.assign(drawing, { tabIndex: 0, role: "region", ariaLabel: nameOf(drawing.parentElement) });
    else ["tabindex", "role", "aria-label"].forEach((name) => drawing.removeAttribute(name));
  }

  function addButton(block, className, ariaLabel, path, onclick) {
    const button = make("button", { type: "button", className: `icon-button ${className}`, ariaLabel, onclick });
    button.innerHTML = `<svg viewBox="0 0 20 20" width="18" height="18" fill="none" stroke="currentColor" stroke-width="1.5" aria-hidden="true"><path d="${path}"/></svg>`;
    block.querySelector(".code-bar").append(button);
    return button;
  }

  function prepare(block) {
    const drawing = make("div", { className: "drawing" });
    block.querySelector(".code-bar").after(drawing);
    const button = addButton(block, "show-code", texts.code, "m7 5-5 5 5 5m6-10 5 5-5 5", () => {
      release(block);
      button.ariaPressed = block.classList.toggle("code-shown");
    });
    button.ariaPressed = false;
    block.classList.add("drawn");
    scrolling.observe(drawing);
    return drawing;
  }

  function show(block, svg) {
    settle(block, () => put(block, svg));
  }

  function put(block, svg) {
    const old = block.querySelector(".drawing");
    const drawing = old ?? prepare(block);
    block.querySelector(".diagram-failed")?.remove();
    drawing.innerHTML = svg;
    drawing.classList.toggle("dark", isDark(pageColours().ground));
    const picture = drawing.firstElementChild;
    const { width } = picture.viewBox.baseVal;
    // Smaller than this its words cannot be read, and it scrolls.
    picture.style.minInlineSize = `${Math.round(width * 0.7)}px`;
    // Links in it are links only where it is no picture.
    picture.role = picture.querySelector("a") ? "group" : "img";
    picture.removeAttribute("aria-roledescription");
    if (!picture.hasAttribute("aria-labelledby")) picture.ariaLabel = nameOf(block);
    reach(drawing);
  }

  function fail(block) {
    settle(block, () => {
      hide(block);
      block.querySelector(".code-bar").append(make("span", { className: "diagram-failed", textContent: texts.failed }));
    });
  }

  /** Shows the code as it was. */
  function hide(block) {
    all(".drawing, .show-code, .show-whole, .diagram-failed", block).forEach((part) => part.remove());
    block.classList.remove("drawn", "code-shown");
  }

  // Nothing on the screen moves. What is seen keeps its height, and a greater drawing is made smaller, until it is out of
  // sight or the reader wants it whole. What grows above the screen moves the page with it.
  const seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) if (!isIntersecting) release(target);
  });

  function still(block, change) {
    const { bottom } = block.getBoundingClientRect();
    if (bottom > 0) return change();
    const end = () => block.getBoundingClientRect().bottom + scrollY;
    const below = scrollY - end();
    root.style.overflowAnchor = "none"; // Browsers that allow for it themselves would do it twice.
    change();
    scrollTo({ top: end() + below, behavior: "instant" });
    root.style.overflowAnchor = "";
  }

  /** Changes a block from what was there at first to what stays. */
  function settle(block, change) {
    const before = block.getBoundingClientRect();
    still(block, () => {
      const isFirst = !block.classList.contains("settled");
      block.classList.add("settled");
      change();
      if (isFirst && before.bottom > 0 && before.top < innerHeight) hold(block, before);
    });
  }

  function hold(block, before) {
    const more = block.getBoundingClientRect().height - before.height;
    const drawing = block.querySelector(".drawing");
    if (more < 0) block.style.minBlockSize = `${before.height}px`;
    if (more > 0 && drawing && before.bottom < innerHeight) {
      drawing.style.blockSize = `${drawing.getBoundingClientRect().height - more}px`;
      drawing.classList.add("held");
      addButton(block, "show-whole", texts.whole, "M12 3h5v5M8 17H3v-5M17 3l-6 6M3 17l6-6", () => {
        release(block);
        block.querySelector(".show-code").focus(); // This button is gone.
      });
    }
    seen.observe(block);
  }

  function release(block) {
    seen.unobserve(block);
    still(block, () => {
      const drawing = block.querySelector(".held");
      block.querySelector(".show-whole")?.remove();
      block.style.minBlockSize = "";
      drawing?.classList.remove("held");
      drawing?.style.removeProperty("block-size");
    });
  }

  const near = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        draw(target);
      }
    },
    { rootMargin: "400px" },
  );

  // Runs again when the live preview has put new content in.
  function setUp() {
    for (const block of all("[data-diagram]")) {
      if (!drawn.has(block)) near.observe(block);
      else if (drawn.get(block) !== codeOf(block)) draw(block);
    }
    for (const block of drawn.keys()) {
      if (block.isConnected && "diagram" in block.dataset) continue;
      drawn.delete(block);
      release(block);
      hide(block);
    }
  }

  /** Draws again what was drawn in other colours, what is on the screen first. */
  function recolour() {
    if (!told || JSON.stringify(settings()) === told) return;
    const distance = (block) => Math.abs(block.getBoundingClientRect().top);
    [...drawn.keys()].sort((one, other) => distance(one) - distance(other)).forEach(draw);
  }

  setUp();
  new MutationObserver(recolour).observe(root, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
  // What was not near yet is printed as well, if what draws is there.
  addEventListener("beforeprint", () => told && all("[data-diagram]").forEach((block) => drawn.has(block) || draw(block)));
  document.addEventListener("recto:updated", setUp);
})();
