// Everything by keyboard.

const KEYS = [
  [["o", "m", "r", "x"], words.key_views],
  [["/"], words.key_search],
  [["j", "k", "↓", "↑"], words.key_people],
  [["h", "l", "←", "→"], words.key_prompts],
  [["1", "…", "9"], words.key_number],
  [["Enter"], words.key_open],
  [["d"], words.key_diff],
  [["b"], words.key_base],
  [["c"], words.key_record],
  [["p"], words.key_prompt],
  [["t"], words.key_theme],
  [["Esc"], words.key_back],
  [["?"], words.key_help],
];

function setUpKeys() {
  $("keys").replaceChildren(...KEYS.flatMap(([keys, what]) => [
    element("dt", {}, ...keys.flatMap((key) => [element("kbd", {}, key), " "])), element("dd", {}, what),
  ]));
  $("help-button").addEventListener("click", () => $("help").showModal());
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || $("help").open) {
      return;
    }
    const typing = event.target.closest?.("input:not([type=checkbox]), select, textarea");
    if (typing) {
      if (event.key === "Escape") {
        event.target.blur();
      }
      return;
    }
    if (press(event.key)) {
      event.preventDefault();
    }
  });
}

/** True if the key means something here. */
function press(key) {
  const anywhere = {
    o: () => go("overview"), m: () => go("matrix"), r: () => go("read"), x: () => go("odd"),
    "/": () => { $("query").focus(); $("query").select(); },
    "?": () => $("help").showModal(),
    t: nextTheme,
    Escape: () => { if (view.now !== "overview") { history.back(); } },
  };
  const inReading = {
    j: () => step(1), k: () => step(-1), ArrowDown: () => step(1), ArrowUp: () => step(-1),
    l: () => stepPrompt(1), h: () => stepPrompt(-1), ArrowRight: () => stepPrompt(1), ArrowLeft: () => stepPrompt(-1),
    d: () => { reading.compare = !reading.compare; show(); },
    b: () => { reading.base = (reading.base + 1) % columns; reading.compare = true; show(); },
    c: () => $("show-record").click(),
    p: () => { $("prompt").open = !$("prompt").open; },
  };
  const inMatrix = {
    j: () => moveInMatrix(1, 0), k: () => moveInMatrix(-1, 0), ArrowDown: () => moveInMatrix(1, 0), ArrowUp: () => moveInMatrix(-1, 0),
    l: () => moveInMatrix(0, 1), h: () => moveInMatrix(0, -1), ArrowRight: () => moveInMatrix(0, 1), ArrowLeft: () => moveInMatrix(0, -1),
    PageDown: () => moveInMatrix(15, 0), PageUp: () => moveInMatrix(-15, 0),
    Home: () => moveInMatrix(-matrix.rows.length, 0), End: () => moveInMatrix(matrix.rows.length, 0),
    Enter: openFromMatrix,
  };
  const here = { read: inReading, matrix: inMatrix }[view.now] ?? {};
  if (view.now === "read" && /^[1-9]$/.test(key) && numbers[key - 1] !== undefined) {
    openReading(reading.person, numbers[key - 1]);
    return true;
  }
  const action = here[key] ?? anywhere[key];
  action?.();
  return action !== undefined;
}
