// One person and prompt, every model's answer side by side, the record next to them.

const reading = { person: 0, number: numbers[0], column: null, compare: false, base: 0, hidden: new Set(), people: [], list: null, mark: "" };
const LINE = 28;
/** Below this likeness what is gone would only be noise. */
const ALIKE = 0.35;

function setUpReading() {
  const body = element("div", {});
  body.style.position = "relative";
  $("people-list").append(body);
  reading.list = virtualList($("people-list"), body, LINE, personLine);
  $("read-people").addEventListener("input", filterPeople);
  body.addEventListener("click", (event) => {
    const line = event.target.closest("[data-person]");
    if (line) {
      openReading(Number(line.dataset.person), reading.number);
    }
  });
  $("previous").addEventListener("click", () => step(-1));
  $("next").addEventListener("click", () => step(1));
  $("compare").addEventListener("change", (event) => { reading.compare = event.target.checked; show(); });
  $("show-record").addEventListener("change", (event) => { $("record").hidden = !event.target.checked; });
  $("base").append(...index.columns.map((label, column) => element("option", { value: String(column) }, label)));
  $("base").addEventListener("change", (event) => { reading.base = Number(event.target.value); show(); });
  filterPeople();
}

function filterPeople() {
  const wanted = $("read-people").value.trim().toLowerCase();
  reading.people = index.people.map((_, n) => n).filter((n) => index.people[n].toLowerCase().includes(wanted));
  reading.list.redraw(reading.people.length);
}

function personLine(n) {
  const person = reading.people[n];
  const states = index.states[person];
  const className = "person" + (/[fe]/.test(states) ? " bad" : states.includes("m") ? " gap" : "");
  const chosen = String(person === reading.person);
  return element("div", { class: className, role: "option", "aria-selected": chosen, "data-person": person, title: index.people[person] }, index.people[person]);
}

/** Goes to a person and prompt; the address says where, so that back and forward work and a place can be noted down. */
function openReading(person, number, column = null, mark = "") {
  location.hash = "read/" + [person + 1, number, column === null ? "" : column + 1, encodeURIComponent(mark)].join("/").replace(/\/+$/, "");
}

/** Takes the place from the address. */
function readFrom(parts) {
  if (parts[0]) {
    reading.person = Math.max(0, Math.min(index.people.length - 1, (Number(parts[0]) || 1) - 1));
    reading.number = numbers.includes(Number(parts[1])) ? Number(parts[1]) : numbers[0];
  }
  reading.column = parts[2] ? Number(parts[2]) - 1 : null;
  reading.mark = parts[3] ?? "";
  if (parts[4] === "diff") {
    reading.compare = true;
  }
  return show();
}

/** The person before or after, among those listed. */
function step(by) {
  const at = reading.people.indexOf(reading.person);
  const next = reading.people[at < 0 ? 0 : Math.max(0, Math.min(reading.people.length - 1, at + by))];
  if (next !== undefined) {
    openReading(next, reading.number);
  }
}

function stepPrompt(by) {
  const at = numbers.indexOf(reading.number) + by;
  if (at >= 0 && at < numbers.length) {
    openReading(reading.person, numbers[at]);
  }
}

async function show() {
  if (!index.people.length || !numbers.length) {
    return;
  }
  const { person, number } = reading;
  const at = numbers.indexOf(number);
  $("who").textContent = index.people[person];
  const bad = (n) => index.columns.some((_, column) => "fe".includes(state(person, column, n)));
  const tabs = numbers.map((value, n) => ({ label: String(value), title: headline(promptOf(null, n)), value, className: bad(n) ? "bad" : "" }));
  chips($("prompts"), tabs, (value) => value === number, (value) => openReading(person, value), "aria-selected");
  const models = index.columns.map((label, value) => ({ label, value }));
  chips($("models"), models, (value) => !reading.hidden.has(value), (value) => {
    if (!reading.hidden.delete(value)) {
      reading.hidden.add(value);
    }
    show();
  });
  $("models").hidden = columns < 2;
  $("compare").checked = reading.compare;
  $("base-label").hidden = !reading.compare;
  $("base").value = String(reading.base);
  const position = reading.people.indexOf(person);
  if (position >= 0) {
    reading.list.show(position);
  }
  reading.list.redraw();
  const block = await texts(person);
  if (reading.person !== person || reading.number !== number) {
    return;
  }
  const cells = index.columns.map((_, column) => block.cells.get(column + "/" + number));
  const prompt = promptOf(cells.find((cell) => cell), at);
  $("prompt").querySelector("summary").textContent = prompt ? say(words.prompt_begins, number, headline(prompt)) : say(words.prompt, number);
  $("prompt").querySelector("pre").textContent = prompt || words.unknown_prompt;
  fill($("record").querySelector("pre"), block.chat || words.no_record, reading.mark);
  const base = cells[reading.base]?.o ?? "";
  $("answers").replaceChildren(...index.columns.map((_, column) => column)
    .filter((column) => !reading.hidden.has(column))
    .map((column) => card(column, cells[column], state(person, column, at), prompt, at, base)));
  $("answers").querySelector(".here")?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function headline(text) {
  return text.trim().split("\n")[0].slice(0, 120);
}

function card(column, cell, letter, prompt, at, base) {
  const title = element("h3", {}, index.columns[column]);
  if (letter !== "a") {
    title.append(element("span", { class: "badge " + letter }, stateWords[letter]));
  }
  const body = element("pre", {});
  const chosen = column === reading.base && reading.compare;
  const className = ["card", "answer", letter, chosen ? "base" : "", column === reading.column ? "here" : ""].join(" ").trim();
  const made = element("article", { class: className }, title);
  if (!cell) {
    body.textContent = words.no_conversation;
    made.append(body);
    return made;
  }
  if (cell.f) {
    made.append(element("p", { class: "facts" }, facts(cell.f)));
  }
  const own = promptOf(cell, at);
  if (own !== prompt) {
    made.append(folded(words.other_prompt, own));
  }
  if (cell.r !== undefined) {
    made.append(folded(words.other_record, cell.r));
  }
  if (cell.f?.thought) {
    made.append(folded(words.thinking, cell.f.thought));
  }
  const compared = reading.compare && !chosen && base && cell.o && "ac".includes(letter);
  const pieces = compared ? difference(base, cell.o) : null;
  if (compared && !pieces) {
    title.append(element("span", { class: "badge alike" }, words.too_long));
  }
  if (pieces) {
    const alike = likeness(pieces);
    title.append(element("span", { class: "badge alike" }, say(words.alike, Math.round(alike * 100))));
    body.append(...pieces.filter(({ kind }) => kind !== "del" || alike >= ALIKE)
      .map(({ kind, text }) => kind === "same" ? document.createTextNode(text) : element(kind, {}, text)));
  } else {
    fill(body, cell.o, reading.mark);
  }
  made.append(body);
  return made;
}

function folded(name, text) {
  return element("details", { class: "thought" }, element("summary", {}, name), element("pre", {}, text));
}

/** A text with what was searched for marked. */
function fill(parent, text, mark) {
  parent.replaceChildren();
  if (!mark) {
    parent.textContent = text;
    return;
  }
  const pattern = new RegExp(escapePattern(mark), "giu");
  let from = 0;
  for (const found of text.matchAll(pattern)) {
    parent.append(text.slice(from, found.index), element("mark", {}, found[0]));
    from = found.index + found[0].length;
  }
  parent.append(text.slice(from));
}

/** A moment by this reader's clock. */
function moment(at) {
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? at : time.toLocaleString("sv-SE");
}

function facts(f) {
  const parts = [];
  if (f.ms !== undefined) {
    parts.push(say(words.took, (f.ms / 1000).toFixed(1)));
  }
  if (f.u) {
    parts.push(say(words.used, plain.format(f.u[0]), plain.format(f.u[1])));
    if (f.u[3]) {
      parts.push(say(words.thought_tokens, plain.format(f.u[3])));
    }
  }
  if (f.cost !== undefined) {
    parts.push(f.cost + " " + (f.cur ?? ""));
  }
  if (f.tries > 1) {
    parts.push(say(words.tries, f.tries));
  }
  if (f.status && f.status !== 200) {
    parts.push("HTTP " + f.status);
  }
  if (f.end && f.end !== "stop") {
    parts.push(f.end);
  }
  parts.push(moment(f.at));
  if (f.id) {
    parts.push(f.id);
  }
  return parts.join(" · ");
}
