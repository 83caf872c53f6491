// Views, theme and start. The address says what is shown: #overview, #matrix, #read/person/prompt/model, #find/text.

const view = { now: "overview" };
const VIEWS = ["overview", "matrix", "read", "found", "odd"];
const THEMES = ["auto", "light", "dark"];
const dark = matchMedia("(prefers-color-scheme: dark)");

function go(name) {
  location.hash = name;
}

async function route() {
  let parts = location.hash.slice(1).split("/");
  try {
    parts = parts.map(decodeURIComponent);
  } catch {
    // Half an escape in an address that somebody typed: taken as it is.
  }
  const name = parts[0] === "find" ? "found" : VIEWS.includes(parts[0]) ? parts[0] : "overview";
  view.now = name;
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
  if (name === "matrix") {
    matrix.list.redraw();
  } else if (name === "read") {
    await readFrom(parts.slice(1));
  } else if (name === "found") {
    await find(parts.slice(1).join("/"));
  }
}

function theme() {
  const chosen = document.documentElement.dataset.choice ?? "auto";
  document.documentElement.dataset.theme = chosen === "auto" ? (dark.matches ? "dark" : "light") : chosen;
  $("theme").textContent = { auto: "◐", light: "☀", dark: "☾" }[chosen];
}

function nextTheme() {
  const now = document.documentElement.dataset.choice ?? "auto";
  const next = THEMES[(THEMES.indexOf(now) + 1) % THEMES.length];
  document.documentElement.dataset.choice = next;
  try {
    localStorage.setItem("batch-theme", next);
  } catch {
    // Some browsers keep nothing for file://.
  }
  theme();
}

function start() {
  try {
    const kept = localStorage.getItem("batch-theme");
    document.documentElement.dataset.choice = THEMES.includes(kept) ? kept : "auto";
  } catch {
    document.documentElement.dataset.choice = "auto";
  }
  theme();
  dark.addEventListener("change", theme);
  $("theme").addEventListener("click", nextTheme);
  setUpMatrix();
  setUpReading();
  setUpKeys();
  $("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    const words_ = $("query").value.trim();
    if (words_) {
      location.hash = "find/" + encodeURIComponent(words_);
      $("query").blur();
    }
  });
  window.addEventListener("hashchange", route);
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
