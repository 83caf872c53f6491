// Views, theme and start. The address says what is shown: #overview, #matrix/states/model, #cells/states/model/prompt/reason,
// #read/person/prompt/model/text, #paper/people/prompts, #find/text; behind a `?` how it is shown.

const view = { now: "overview", parts: [], shown: null };
const VIEWS = ["overview", "matrix", "read", "cells", "paper", "found", "odd"];

/** The address of a place, the options behind it. */
function place(name, ...parts) {
  const path = [name, ...parts.map((part) => encodeURIComponent(part))].join("/").replace(/\/+$/, "");
  return "#" + path + query();
}

/** Goes to a place, at once: the next key may already mean something there. */
function go(name, ...parts) {
  location.hash = place(name, ...parts);
  arrive();
}

/** Shows where the address is, unless that is shown already. */
function arrive() {
  if (location.hash !== view.shown) {
    route();
  }
}

/** Takes the address apart; what follows the first `?` are options. */
function readAddress() {
  const [path, said] = /^#?([^?]*)(?:\?(.*))?$/s.exec(location.hash).slice(1);
  let parts = path.split("/");
  try {
    parts = parts.map(decodeURIComponent);
  } catch {
    // Half an escape in an address that somebody typed: taken as it is.
  }
  return { parts, said };
}

/** Says the options in the address, without going anywhere. */
function sayAddress() {
  const wanted = "#" + (/^#?([^?]*)/.exec(location.hash)[1] || "overview") + query();
  if (wanted !== location.hash) {
    try {
      history.replaceState(null, "", wanted);
      view.shown = location.hash;
    } catch {
      // Some browsers let no page from file:// do this; the options are kept all the same.
    }
  }
}

async function route() {
  const { parts, said } = readAddress();
  if (said !== undefined) {
    takeQuery(said);
    keep();
    drawModels();
  } else {
    sayAddress();
  }
  const name = parts[0] === "find" ? "found" : VIEWS.includes(parts[0]) ? parts[0] : "overview";
  [view.now, view.parts] = [name, parts.slice(1)];
  for (const other of VIEWS) {
    $(other).hidden = other !== name;
  }
  for (const link of document.querySelectorAll("nav a")) {
    if (link.dataset.view === name) {
      link.setAttribute("aria-current", "page");
    } else {
      link.removeAttribute("aria-current");
    }
  }
  view.shown = location.hash;
  await redraw();
}

/** Shows the view anew. */
function redraw() {
  const { now, parts } = view;
  return {
    overview: () => showOverview(), matrix: () => matrixFrom(parts), read: () => readFrom(parts), cells: () => cellsFrom(parts),
    paper: () => paperFrom(parts), found: () => find(parts.join("/")), odd: () => {},
  }[now]();
}

function start() {
  setUpTheme();
  setUpOptions();
  setUpMatrix();
  setUpReading();
  setUpCells();
  setUpPaper();
  setUpTables();
  setUpKeys();
  drawModels();
  // An index has no texts.
  $("ask").hidden = index.parts !== undefined;
  $("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    const words_ = $("query").value.trim();
    if (words_) {
      search.column = null;
      go("find", words_);
      $("query").blur();
    }
  });
  // Numbers of the overview lead to places; the options go along.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-to]");
    if (link) {
      event.preventDefault();
      location.hash = link.getAttribute("href") + query();
    }
  });
  window.addEventListener("hashchange", arrive);
  route().then(() => {
    // For whoever measures or tests the page: when it could be used, and whether all of it has come in.
    document.documentElement.dataset.ready = String(Math.round(performance.now()));
    return whole;
  }).then(() => {
    document.documentElement.dataset.whole = String(Math.round(performance.now()));
  });
}

const fault = (what) => { document.documentElement.dataset.fault = what; };
window.addEventListener("error", (event) => fault(event.message));
window.addEventListener("unhandledrejection", (event) => fault(String(event.reason)));
document.addEventListener("securitypolicyviolation", (event) => fault(event.violatedDirective + " " + event.blockedURI));
start();
