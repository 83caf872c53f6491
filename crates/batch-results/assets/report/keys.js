// Everything by keyboard. Letters move and switch; arrows, Page Down and the space bar scroll, as anywhere.

const KEYS = [
  [["o", "m", "r", "x"], words.key_views],
  [["/"], words.key_search],
  [["j", "k"], words.key_people],
  [["h", "l", "←", "→"], words.key_prompts],
  [["↓", "↑", "PageDown", "PageUp"], words.key_scroll],
  [["1", "…", "9"], words.key_number],
  [["Enter"], words.key_open],
  [["d"], words.key_diff],
  [["b"], words.key_base],
  [["v"], words.key_source],
  [["q"], words.key_literal],
  [["g"], words.key_layout],
  [["c"], words.key_record],
  [["f"], words.key_list],
  [["p"], words.key_prompt],
  [["s"], words.key_star],
  [["t"], words.key_theme],
  [["Esc"], words.key_back],
  [["?"], words.key_help],
];

function setUpKeys() {
  setUpHelp(KEYS);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented || $("help").open) {
      return;
    }
    const typing = event.target.closest?.("input:not([type=checkbox]), select, textarea");
    if (typing) {
      if (event.key === "Escape") {
        event.target.blur();
      }
      return;
    }
    if (press(event.key, event.shiftKey)) {
      event.preventDefault();
    }
  });
}

/** True if the key means something here. */
function press(key, shift) {
  const anywhere = {
    o: () => go("overview"), m: () => go("matrix"), r: () => go("read"), x: () => go("odd"),
    "/": () => { $("query").focus(); $("query").select(); },
    "?": () => $("help").showModal(),
    t: nextTheme,
    Escape: () => { if (view.now !== "overview") { history.back(); } },
  };
  const inReading = {
    j: () => step(1), k: () => step(-1),
    l: () => stepPrompt(1), h: () => stepPrompt(-1), ArrowRight: () => stepPrompt(1), ArrowLeft: () => stepPrompt(-1),
    ArrowDown: () => scrollReading(0, 1), ArrowUp: () => scrollReading(0, -1),
    PageDown: () => scrollReading(1), PageUp: () => scrollReading(-1), " ": () => scrollReading(shift ? -1 : 1),
    d: () => toggle("diff"), b: stepBase, v: () => toggle("source"), q: () => toggle("literal"),
    c: () => toggle("record"), f: () => toggle("people"), s: () => star(reading.person),
    g: () => { options.layout = $("pages").className === "grid" ? "side" : "grid"; changed(); },
    p: () => { $("prompt").open = !$("prompt").open; },
  };
  const inMatrix = {
    j: () => moveInMatrix(1, 0), k: () => moveInMatrix(-1, 0),
    l: () => moveInMatrix(0, 1), h: () => moveInMatrix(0, -1), ArrowRight: () => moveInMatrix(0, 1), ArrowLeft: () => moveInMatrix(0, -1),
    ...scrolling($("grid")),
    Home: () => moveInMatrix(-matrix.rows.length, 0), End: () => moveInMatrix(matrix.rows.length, 0),
    Enter: () => document.activeElement?.matches("a, button, summary, th") ? document.activeElement.click() : openFromMatrix(),
  };
  const inPaper = { v: () => toggle("source"), c: () => toggle("record"), ...scrolling($("paper")) };
  const here = { read: inReading, matrix: inMatrix, paper: inPaper, cells: scrolling($("cells-list")) }[view.now] ?? scrolling($(view.now));
  if (view.now === "read" && /^[1-9]$/.test(key) && numbers[key - 1] !== undefined) {
    openReading(reading.person, numbers[key - 1]);
    return true;
  }
  if (key === " " && document.activeElement?.matches("a, button, summary, input")) {
    return false;
  }
  const action = here[key] ?? anywhere[key];
  action?.();
  return action !== undefined;
}

/** The keys that scroll a part of the page, which need not have been clicked into for that. */
function scrolling(part) {
  const by = (top) => () => part.scrollBy({ top });
  const page = part.clientHeight * 0.9;
  return { ArrowDown: by(40), ArrowUp: by(-40), PageDown: by(page), PageUp: by(-page) };
}
