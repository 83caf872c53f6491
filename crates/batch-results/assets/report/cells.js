// The conversations behind a number: #cells/states/model/prompt/reason. Where texts have to be looked at (reasons, figures),
// they are read in slices, so that the page never stops.

const cells = { run: 0, rows: [], by: null, down: false, list: null };
const CELL_ROW = 30;
/** Columns of the list: a word, and what a row says there, as a number or a text. */
const FIGURES = [
  { name: words.people, of: (row) => index.people[row.person], place: (row) => row.person },
  { name: words.models, of: (row) => index.columns[row.column], place: (row) => options.order.indexOf(row.column) },
  { name: words.prompts, of: (row) => String(row.number), place: (row) => row.number },
  { name: words.state, of: (row) => row.reason || stateWords[row.letter], place: (row) => row.letter + (row.reason ?? "") },
  { name: words.length, of: (row) => counted(row.length), place: (row) => row.length ?? -1, deep: true },
  { name: words.time, of: (row) => row.ms === undefined ? "" : say(words.seconds, (row.ms / 1000).toFixed(1)), place: (row) => row.ms ?? -1, deep: true },
  { name: words.column_tokens_in, of: (row) => counted(row.in), place: (row) => row.in ?? -1, deep: true },
  { name: words.column_tokens_out, of: (row) => counted(row.out), place: (row) => row.out ?? -1, deep: true },
  { name: words.calls, of: (row) => counted(row.tries), place: (row) => row.tries ?? -1, deep: true },
  { name: words.cost_plain, of: (row) => row.cost === undefined ? "" : row.cost + " " + row.currency, place: (row) => row.cost ?? -1, deep: true },
];

const counted = (value) => value === undefined ? "" : plain.format(value);

function setUpCells() {
  cells.list = virtualList($("cells-list"), $("cells-body"), CELL_ROW, cellRow);
  $("cells-head").replaceChildren(...FIGURES.map(({ name }, n) => element("button", { type: "button", "data-by": n }, name)));
  $("cells-head").addEventListener("click", (event) => {
    const button = event.target.closest("[data-by]");
    if (button) {
      const by = Number(button.dataset.by);
      [cells.by, cells.down] = [by, cells.by === by ? !cells.down : FIGURES[by].deep === true];
      sortCells();
    }
  });
}

async function cellsFrom(parts) {
  const run = ++cells.run;
  const letters = parts[0] || "acfem";
  const one = Number(parts[1]) - 1;
  const columns_ = parts[1] && one in index.columns ? [one] : shown();
  const reason = index.parts ? "" : parts[3] ?? "";
  const by = FIGURES.findIndex((_, n) => "by" + n === parts[4]);
  [cells.by, cells.down] = by < 0 ? [null, false] : [by, true];
  const ats = numbers.map((_, at) => at).filter((at) => !parts[2] || numbers[at] === Number(parts[2]));
  const title = [
    columns_.length === 1 ? index.columns[columns_[0]] : "", parts[2] ? say(words.prompt, parts[2]) : "",
    letters === "acfem" ? words.all : letters === "ac" ? words.answered : [...letters].map((s) => stateWords[s] ?? "").join(words.list_separator), reason,
  ].filter(Boolean).join(" · ");
  cells.rows = index.people.flatMap((_, person) => columns_.flatMap((column) => ats
    .map((at) => ({ person, column, number: numbers[at], letter: state(person, column, at) })).filter(({ letter }) => letters.includes(letter))));
  const tell = () => { $("cells-title").textContent = say(words.cells_title, title, plain.format(cells.rows.length)); };
  tell();
  sortCells();
  if (index.parts) {
    return;
  }
  if (reason) {
    cells.rows = [];
    cells.list.redraw(0);
  }
  await whole;
  const all = new Map();
  const wanted = cells.rows;
  wanted.forEach((row) => all.set(row.person + "/" + row.column + "/" + row.number, row));
  const found = [];
  const ended = await eachBlock(() => run === cells.run && view.now === "cells", (person, { list }) => {
    for (const cell of list) {
      const row = all.get(person + "/" + cell.c + "/" + cell.n) ??
        (reason && columns_.includes(cell.c) && index.reasons[cell.y] === reason ? { person, column: cell.c, number: cell.n, letter: "f" } : null);
      if (row && (!reason || index.reasons[cell.y] === reason)) {
        learn(row, cell);
        found.push(row);
      }
    }
  });
  if (ended) {
    if (reason) {
      cells.rows = found;
    }
    tell();
    sortCells();
  }
}

function learn(row, cell) {
  row.reason = cell.y === undefined ? "" : index.reasons[cell.y];
  row.length = row.letter === "f" ? undefined : [...cell.o].length;
  const { ms, u, tries, cost, cur } = cell.f ?? {};
  Object.assign(row, { ms, in: u?.[0], out: u?.[1], tries, cost, currency: cur ?? "" });
}

function sortCells() {
  if (cells.by !== null) {
    const { place } = FIGURES[cells.by];
    const sign = cells.down ? -1 : 1;
    cells.rows.sort((a, b) => sign * (place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : 0));
  }
  [...$("cells-head").children].forEach((button, n) =>
    button.setAttribute("aria-sort", n === cells.by ? (cells.down ? "descending" : "ascending") : "none"));
  cells.list.redraw(cells.rows.length);
}

function cellRow(n) {
  const row = cells.rows[n];
  const href = place("read", row.person + 1, row.number, row.column + 1);
  return element("a", { class: "cell " + row.letter, href }, ...FIGURES.map(({ of }) => {
    const text = of(row);
    return element("span", { title: text }, text);
  }));
}
