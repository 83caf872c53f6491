// People x models: every prompt's state at a glance, failed and missing ones plainly marked. The address says what is
// chosen: #matrix/fe/2 are the people of whom model 2 failed or said nothing.

const matrix = { filter: "", wanted: "", column: null, byColumn: null, rows: [], at: { row: 0, column: 0 }, list: null };
const ROW = 34;
/** With more prompts than this a cell shows a count. */
const MOST_PIPS = 12;

function setUpMatrix() {
  const grid = $("grid");
  const cell = Math.max(7, Math.min(MOST_PIPS, numbers.length) * 1.15 + 1.2);
  grid.style.setProperty("--cell", cell + "rem");
  matrix.list = virtualList(grid, $("grid-body"), ROW, matrixRow);
  $("matrix-people").addEventListener("input", (event) => {
    matrix.filter = event.target.value.trim().toLowerCase();
    showMatrix();
  });
  $("grid-body").addEventListener("click", (event) => {
    const cell = event.target.closest("[data-person]");
    if (cell) {
      const { person, column, number } = { ...cell.dataset, ...event.target.dataset };
      openReading(Number(person), Number(number ?? firstBad(person, column)), column === undefined ? null : Number(column));
    }
  });
  $("grid-head").addEventListener("click", (event) => {
    const head = event.target.closest("[role=columnheader]");
    if (head) {
      const column = head.dataset.column === undefined ? null : Number(head.dataset.column);
      matrix.byColumn = matrix.byColumn === column ? null : column;
      showMatrix();
    }
  });
}

/** The number of the prompt to look at first: the first one that is not well. */
function firstBad(person, column) {
  for (const c of column === undefined ? shown() : [Number(column)]) {
    for (let at = 0; at < numbers.length; at++) {
      if (state(person, c, at) !== "a") {
        return numbers[at];
      }
    }
  }
  return numbers[0];
}

function matrixFrom(parts) {
  matrix.wanted = (parts[0] ?? "").replace(/[^acfem]/g, "");
  const column = Number(parts[1]) - 1;
  matrix.column = parts[1] && column in index.columns ? column : null;
  showMatrix();
}

/** The states of a column, letter by letter. */
const statesOf = (person, column) => index.states[person].slice(column * numbers.length, (column + 1) * numbers.length);

function showMatrix() {
  const columns_ = shown();
  const items = [
    { label: words.all, value: "" }, { label: words.bad, value: "cfem" }, { label: words.answered, value: "ac" },
    ...["c", "f", "e", "m"].map((value) => ({ label: stateWords[value], value })),
  ];
  chips($("matrix-states"), items, (value) => value === matrix.wanted, (value) => go("matrix", value, matrix.column === null ? "" : matrix.column + 1));
  const one = matrix.column === null ? "" : index.columns[matrix.column];
  $("matrix-column").hidden = !one;
  $("matrix-column").textContent = one + " ×";
  $("matrix-column").onclick = () => go("matrix", matrix.wanted);
  const looked = matrix.column === null ? columns_ : [matrix.column];
  const wanted = (person) => !matrix.wanted || looked.some((column) => [...statesOf(person, column)].some((s) => matrix.wanted.includes(s)));
  matrix.rows = index.people.map((_, person) => person).filter((person) =>
    index.people[person].toLowerCase().includes(matrix.filter) && wanted(person));
  if (matrix.byColumn !== null) {
    const bad = (person) => [...statesOf(person, matrix.byColumn)].filter((s) => s !== "a").length;
    matrix.rows.sort((a, b) => bad(b) - bad(a) || a - b);
  }
  $("grid").style.setProperty("--columns", columns_.length);
  $("grid-head").replaceChildren(element("div", { role: "columnheader" }, words.people), ...columns_.map((column) =>
    element("div", { role: "columnheader", title: index.columns[column], "data-column": column, "aria-sort": column === matrix.byColumn ? "descending" : null }, index.columns[column])));
  matrix.at.row = Math.max(0, Math.min(matrix.at.row, matrix.rows.length - 1));
  $("matrix-count").textContent = say(words.rows, plain.format(matrix.rows.length), plain.format(index.people.length));
  $("matrix-cells").hidden = !matrix.wanted;
  $("matrix-cells").onclick = () => go("cells", matrix.wanted, matrix.column === null ? "" : matrix.column + 1);
  $("grid").scrollTop = 0;
  matrix.list.redraw(matrix.rows.length);
}

function matrixRow(n) {
  const person = matrix.rows[n];
  const name = index.people[person];
  const cells = shown().map((column, at) => {
    const states = statesOf(person, column);
    const empty = !/[^m]/.test(states);
    const className = [
      /[fe]/.test(states) ? "bad" : "", empty ? "gap" : "",
      n === matrix.at.row && at === matrix.at.column ? "at" : "",
    ].join(" ").trim();
    const title = name + " · " + index.columns[column] + "\n" + [...states].map((s, i) => numbers[i] + " " + stateWords[s]).join("\n");
    const inside = empty ? [element("span", { class: "sum" }, words.missing)]
      : numbers.length <= MOST_PIPS ? [...states].map((s, i) => element("i", { class: "pip " + s, "data-number": numbers[i] }))
        : [sum(states)];
    return element("div", { role: "gridcell", class: className, title, "data-person": person, "data-column": column }, ...inside);
  });
  return element("div", { class: "row", role: "row" }, element("div", { role: "rowheader", title: name, "data-person": person }, name), ...cells);
}

function sum(states) {
  const good = [...states].filter((s) => "ac".includes(s)).length;
  const bad = [...states].filter((s) => s === "f" || s === "e").length;
  const parts = [good + "/" + states.length];
  if (bad) {
    parts.push(element("b", {}, " ×" + bad));
  }
  return element("span", { class: "sum" }, ...parts);
}

/** Moves the cursor; returns false if there is nothing to move in. */
function moveInMatrix(down, right) {
  if (!matrix.rows.length) {
    return false;
  }
  const old = matrix.at.row;
  matrix.at.row = Math.max(0, Math.min(matrix.rows.length - 1, old + down));
  matrix.at.column = Math.max(0, Math.min(shown().length - 1, matrix.at.column + right));
  matrix.list.show(matrix.at.row);
  matrix.list.redraw();
  matrix.list.row(matrix.at.row)?.children[matrix.at.column + 1]?.scrollIntoView({ block: "nearest", inline: "nearest" });
  return true;
}

function openFromMatrix() {
  const person = matrix.rows[matrix.at.row];
  const column = shown()[matrix.at.column];
  if (person !== undefined && column !== undefined) {
    openReading(person, firstBad(person, column), column);
  }
}
