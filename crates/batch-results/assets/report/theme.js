// Light, dark, or as the system has it.

const THEMES = ["auto", "light", "dark"];
const dark = matchMedia("(prefers-color-scheme: dark)");

function theme() {
  const chosen = document.documentElement.dataset.choice ?? "auto";
  document.documentElement.dataset.theme = chosen === "auto" ? (dark.matches ? "dark" : "light") : chosen;
  $("theme").textContent = { auto: "◐", light: "☀", dark: "☾" }[chosen];
}

function nextTheme() {
  const now = document.documentElement.dataset.choice ?? "auto";
  document.documentElement.dataset.choice = THEMES[(THEMES.indexOf(now) + 1) % THEMES.length];
  try {
    localStorage.setItem("batch-theme", document.documentElement.dataset.choice);
  } catch {
    // Some browsers keep nothing for file://.
  }
  theme();
}

function setUpTheme() {
  try {
    const kept = localStorage.getItem("batch-theme");
    document.documentElement.dataset.choice = THEMES.includes(kept) ? kept : "auto";
  } catch {
    document.documentElement.dataset.choice = "auto";
  }
  theme();
  dark.addEventListener("change", theme);
  $("theme").addEventListener("click", nextTheme);
}
