// How this reader wants to see things: which models, in which order, against which one, in which layout. Kept in the address
// behind a `?`, so that a place noted down shows the same, and in the browser for the next time; some browsers keep nothing
// for file://, and then the address alone does.

const STORE = "batch-view " + index.id;
/** Switches by their names in the address, and what they are if nothing is said. */
const SWITCHES = { diff: false, source: false, literal: true, record: true, people: true };
const LAYOUTS = ["auto", "side", "grid"];

const options = {
  order: index.columns.map((_, column) => column), hidden: new Set(), base: 0, layout: "auto", starred: new Set(), ...SWITCHES,
};

/** The columns that are shown, in their order. */
const shown = () => options.order.filter((column) => !options.hidden.has(column));

/** The options that are not as usual, as the address says them; columns count from 1. */
function query() {
  const said = new URLSearchParams();
  if (options.order.some((column, at) => column !== at)) {
    said.set("order", options.order.map((column) => column + 1).join("."));
  }
  if (options.hidden.size) {
    said.set("hide", [...options.hidden].map((column) => column + 1).join("."));
  }
  if (options.base) {
    said.set("base", String(options.base + 1));
  }
  if (options.layout !== "auto") {
    said.set("layout", options.layout);
  }
  for (const [name, usual] of Object.entries(SWITCHES)) {
    if (options[name] !== usual) {
      said.set(name, options[name] ? "1" : "0");
    }
  }
  const text = said.toString();
  return text && "?" + text;
}

/** Takes options from an address; what it does not name becomes as usual. */
function takeQuery(text) {
  const said = new URLSearchParams(text);
  const list = (name) => (said.get(name) ?? "").split(".").map((n) => Number(n) - 1).filter((column) => column in index.columns);
  setOrder(list("order"));
  setHidden(list("hide"));
  options.base = list("base")[0] ?? 0;
  options.layout = LAYOUTS.includes(said.get("layout")) ? said.get("layout") : "auto";
  for (const [name, usual] of Object.entries(SWITCHES)) {
    options[name] = said.has(name) ? said.get(name) === "1" : usual;
  }
}

/** Columns that an order does not name come behind, as they were. */
function setOrder(columns_) {
  const rest = index.columns.map((_, column) => column).filter((column) => !columns_.includes(column));
  options.order = [...new Set(columns_), ...rest];
}

/** At least one column stays. */
function setHidden(columns_) {
  options.hidden = new Set(columns_.length < columns ? columns_ : columns_.slice(1));
}

/** Columns are kept by their names: the next page may have more. */
function keep() {
  const names = (of) => [...of].map((column) => index.columns[column]);
  const { base, layout, order, hidden, starred } = options;
  const switches = Object.fromEntries(Object.keys(SWITCHES).map((name) => [name, options[name]]));
  const people = [...starred].map((person) => index.people[person]);
  const kept = { order: names(order), hidden: names(hidden), base: index.columns[base], layout, starred: people, ...switches };
  store(STORE, JSON.stringify(kept));
}

function recall() {
  try {
    const kept = JSON.parse(recalled(STORE) ?? "null");
    if (!kept) {
      return;
    }
    const found = (names, all) => names.map((name) => all.indexOf(name)).filter((at) => at >= 0);
    setOrder(found(kept.order, index.columns));
    setHidden(found(kept.hidden, index.columns));
    options.base = Math.max(0, index.columns.indexOf(kept.base));
    options.layout = LAYOUTS.includes(kept.layout) ? kept.layout : "auto";
    options.starred = new Set(found(kept.starred, index.people));
    for (const [name, usual] of Object.entries(SWITCHES)) {
      options[name] = typeof kept[name] === "boolean" ? kept[name] : usual;
    }
  } catch {
    // Kept by another version: begun anew.
  }
}

function store(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Some browsers keep nothing for file://.
  }
}

function recalled(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** After a change: kept, said in the address, shown. */
function changed() {
  keep();
  sayAddress();
  drawModels();
  redraw();
}

function toggle(name) {
  options[name] = !options[name];
  changed();
}

function setUpOptions() {
  recall();
  for (const name of Object.keys(SWITCHES)) {
    $("set-" + name)?.addEventListener("change", () => toggle(name));
  }
  $("set-layout").addEventListener("change", (event) => { options.layout = event.target.value; changed(); });
  $("set-base").addEventListener("change", (event) => { options.base = Number(event.target.value); changed(); });
  $("all-models").addEventListener("click", () => { setOrder([]); setHidden([]); changed(); });
  $("hidden-note").addEventListener("click", () => { setHidden([]); changed(); });
  for (const select of [$("pair-one"), $("pair-other")]) {
    select.addEventListener("change", () => choosePair(Number($("pair-one").value), Number($("pair-other").value)));
  }
}

/** Only these two, the second one's differences from the first. */
function choosePair(one, other) {
  if (one === other || !(one in index.columns) || !(other in index.columns)) {
    return;
  }
  const order = options.order.filter((column) => column !== one && column !== other);
  setOrder([one, other, ...order]);
  setHidden(order);
  [options.base, options.diff] = [one, true];
  changed();
}

/** The menu of models: shown or not, moved up and down. */
function drawModels() {
  $("models").hidden = columns < 2;
  $("models-list").replaceChildren(...options.order.map((column, at) => {
    const box = element("input", { type: "checkbox" });
    box.checked = !options.hidden.has(column);
    box.addEventListener("change", () => {
      setHidden(box.checked ? [...options.hidden].filter((other) => other !== column) : [...options.hidden, column]);
      changed();
    });
    const move = (by, sign, title) => {
      const button = element("button", { type: "button", title, "aria-label": title, disabled: !(at + by in options.order) }, sign);
      button.addEventListener("click", () => {
        [options.order[at], options.order[at + by]] = [options.order[at + by], options.order[at]];
        changed();
        $("models-list").children[at + by].querySelector("button:not([disabled])").focus();
      });
      return button;
    };
    return element("li", {}, element("label", {}, box, " " + index.columns[column]), move(-1, "↑", words.move_up), move(1, "↓", words.move_down));
  }));
  const choices = (none) => [
    ...(none ? [element("option", { value: "" }, "–")] : []),
    ...options.order.map((column) => element("option", { value: String(column) }, index.columns[column])),
  ];
  const pair = shown().length === 2 ? shown() : ["", ""];
  [$("pair-one"), $("pair-other")].forEach((select, n) => {
    select.replaceChildren(...choices(true));
    select.value = String(pair[n]);
  });
  $("set-base").replaceChildren(...choices(false));
  $("set-base").value = String(options.base);
  $("set-layout").value = options.layout;
  for (const name of Object.keys(SWITCHES)) {
    const box = $("set-" + name);
    if (box) {
      box.checked = options[name];
    }
  }
  $("base-label").hidden = !options.diff;
  $("hidden-note").hidden = !options.hidden.size;
  $("hidden-note").textContent = say(words.models_hidden, options.hidden.size);
}
