// People x models: every prompt's state at a glance, failed and missing ones plainly marked.

const matrix = { filter: "", only: "all", rows: [], at: { row: 0, column: 0 }, list: null };
const ROW = 34;
/** With more prompts than this a cell shows a count. */
const MOST_PIPS = 12;

function setUpMatrix() {
  const grid = $("grid");
  const cell = Math.max(7, Math.min(MOST_PIPS, numbers.length) * 1.15 + 1.2);
  grid.style.setProperty("--columns", columns);
  grid.style.setProperty("--cell", cell + "rem");
  $("grid-head").replaceChildren(
    element("div", { role: "columnheader" }, words.people),
    ...index.columns.map((label) => element("div", { role: "columnheader", title: label }, label)),
  );
  matrix.list = virtualList(grid, $("grid-body"), ROW, matrixRow);
  $("matrix-people").addEventListener("input", (event) => {
    matrix.filter = event.target.value.trim().toLowerCase();
    filterMatrix();
  });
  $("grid-body").addEventListener("click", (event) => {
    const cell = event.target.closest("[data-person]");
    if (cell) {
      const { person, column, number } = { ...cell.dataset, ...event.target.dataset };
      openReading(Number(person), Number(number ?? firstBad(person, column)), column === undefined ? null : Number(column));
    }
  });
  filterMatrix();
}

/** The number of the prompt to look at first: the first one that is not well. */
function firstBad(person, column) {
  for (const c of column === undefined ? Array(columns).keys() : [Number(column)]) {
    for (let at = 0; at < numbers.length; at++) {
      if (state(person, c, at) !== "a") {
        return numbers[at];
      }
    }
  }
  return numbers[0];
}

function filterMatrix() {
  const wanted = {
    all: () => true,
    bad: (states) => /[^a]/.test(states),
    f: (states) => states.includes("f"),
    c: (states) => states.includes("c"),
    e: (states) => states.includes("e"),
    m: (states) => states.includes("m"),
  };
  const items = [
    { label: words.all, value: "all" }, { label: words.bad, value: "bad" },
    ...["f", "c", "e", "m"].map((value) => ({ label: stateWords[value], value })),
  ];
  chips($("matrix-states"), items, (value) => value === matrix.only, (value) => {
    matrix.only = value;
    filterMatrix();
  });
  matrix.rows = index.people.map((_, person) => person).filter((person) =>
    index.people[person].toLowerCase().includes(matrix.filter) && wanted[matrix.only](index.states[person]));
  matrix.at.row = Math.max(0, Math.min(matrix.at.row, matrix.rows.length - 1));
  $("matrix-count").textContent = say(words.rows, plain.format(matrix.rows.length), plain.format(index.people.length));
  $("grid").scrollTop = 0;
  matrix.list.redraw(matrix.rows.length);
}

function matrixRow(n) {
  const person = matrix.rows[n];
  const name = index.people[person];
  const cells = index.columns.map((label, column) => {
    const states = index.states[person].slice(column * numbers.length, (column + 1) * numbers.length);
    const empty = !/[^m]/.test(states);
    const className = [
      /[fe]/.test(states) ? "bad" : "", empty ? "gap" : "",
      n === matrix.at.row && column === matrix.at.column ? "at" : "",
    ].join(" ").trim();
    const title = name + " · " + label + "\n" + [...states].map((s, at) => numbers[at] + " " + stateWords[s]).join("\n");
    const inside = empty ? [element("span", { class: "sum" }, words.missing)]
      : numbers.length <= MOST_PIPS ? [...states].map((s, at) => element("i", { class: "pip " + s, "data-number": numbers[at] }))
        : [sum(states)];
    return element("div", { role: "gridcell", class: className, title, "data-person": person, "data-column": column }, ...inside);
  });
  return element("div", { class: "row", role: "row" }, element("div", { role: "rowheader", title: name, "data-person": person }, name), ...cells);
}

function sum(states) {
  const good = [...states].filter((s) => s === "a").length;
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
  matrix.at.column = Math.max(0, Math.min(columns - 1, matrix.at.column + right));
  matrix.list.show(matrix.at.row);
  matrix.list.redraw();
  matrix.list.row(matrix.at.row)?.children[matrix.at.column + 1]?.scrollIntoView({ block: "nearest", inline: "nearest" });
  return true;
}

function openFromMatrix() {
  const person = matrix.rows[matrix.at.row];
  if (person !== undefined) {
    openReading(person, firstBad(person, matrix.at.column), matrix.at.column);
  }
}
