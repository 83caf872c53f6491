// Tables of the overview: their rows sorted by a click on a heading, models in this reader's order and without those that
// are hidden, and copied as they stand, for Word and Excel.

/** What a cell is sorted by: a number if it begins with one or carries one. */
function sortKey(row, at) {
  const cell = row.cells[at];
  const text = cell?.textContent.trim() ?? "";
  const number = cell?.dataset.v !== undefined ? Number(cell.dataset.v) : parseFloat(text.replace(/,/g, ""));
  return Number.isNaN(number) ? text : number;
}

function compare(a, b) {
  if (typeof a === typeof b) {
    return typeof a === "number" ? a - b : a.localeCompare(b, document.documentElement.lang, { numeric: true });
  }
  return typeof a === "number" ? -1 : 1;
}

function sortBy(head) {
  const rows = head.closest("table").tBodies[0];
  const down = head.getAttribute("aria-sort") === "ascending" || (head.getAttribute("aria-sort") === null && head.cellIndex > 0);
  for (const other of head.parentNode.cells) {
    other.removeAttribute("aria-sort");
  }
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const sorted = [...rows.rows].sort((a, b) => (down ? -1 : 1) * compare(sortKey(a, head.cellIndex), sortKey(b, head.cellIndex)));
  rows.append(...sorted);
}

function setUpTables() {
  document.querySelectorAll("main table thead th").forEach((head) => {
    head.tabIndex = 0;
    head.title = words.sort_hint;
  });
  const act = (event) => {
    const head = event.target.closest?.("main table thead th");
    if (head && (event.type === "click" || event.key === "Enter")) {
      sortBy(head);
      event.preventDefault();
    }
  };
  document.addEventListener("click", act);
  document.addEventListener("keydown", act);
  document.querySelectorAll("#overview .wide > table").forEach((table) => {
    const button = element("button", { type: "button", class: "copy" }, words.copy);
    button.addEventListener("click", () => copy(button, tableText(table)));
    table.parentNode.before(button);
  });
  $("copy-methods").addEventListener("click", (event) => copy(event.currentTarget, $("methods-text").textContent));
}

/** Cells with tabs between them, as Word and Excel take them. */
function tableText(table) {
  const rows = [...table.rows].filter((row) => !row.hidden);
  return rows.map((row) => [...row.cells].map((cell) => cell.textContent.trim()).join("\t")).join("\n");
}

async function copy(button, text) {
  const said = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // From file:// some browsers have no clipboard: the old way.
    const field = element("textarea", {});
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  button.textContent = words.copied;
  setTimeout(() => { button.textContent = said; }, 1500);
}

/** Counts of a state over the columns that are shown. */
function countStates() {
  const counts = { a: 0, c: 0, f: 0, e: 0, m: 0 };
  for (const states of index.states) {
    for (const column of shown()) {
      for (let n = column * numbers.length; n < (column + 1) * numbers.length; n++) {
        counts[states[n]]++;
      }
    }
  }
  return counts;
}

/** What came of ratings, without rows about a hidden model; what was counted from all of them stays, which is said. */
function showRatings() {
  const rows = [...document.querySelectorAll("#ratings [data-models]")];
  rows.forEach((row) => { row.hidden = row.dataset.models.split(" ").some((column) => options.hidden.has(Number(column))); });
  if ($("ratings-of-all")) {
    $("ratings-of-all").hidden = !rows.some((row) => row.hidden);
  }
}

/** The overview for the models that are shown. */
function showOverview() {
  for (const part of document.querySelectorAll("#overview [data-rows]")) {
    const rows = [...part.children];
    rows.forEach((row) => { row.hidden = options.hidden.has(Number(row.dataset.column)); });
    if (!part.parentNode.querySelector("[aria-sort]")) {
      part.append(...rows.sort((a, b) => options.order.indexOf(Number(a.dataset.column)) - options.order.indexOf(Number(b.dataset.column))));
    }
  }
  showRatings();
  const counts = countStates();
  const all = Object.values(counts).reduce((total, count) => total + count, 0);
  const answered = counts.a + counts.c;
  for (const tile of document.querySelectorAll(".tile[data-states]")) {
    const states = tile.dataset.states;
    const count = [...states].reduce((total, letter) => total + counts[letter], 0);
    const percent = all && Math.min(Math.round(count * 1000 / all) / 10, count < all ? 99.9 : 100);
    tile.querySelector("dd").textContent = states === "ac" && all ? say(words.share, plain.format(answered), percent) : plain.format(count);
    tile.classList.toggle("none", !count);
  }
  document.querySelectorAll(".tile[data-whole]").forEach((tile) => { tile.hidden = options.hidden.size > 0; });
  document.querySelector(".tile.models dd").textContent = options.hidden.size ? shown().length + " / " + columns : String(columns);
}
