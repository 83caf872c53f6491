// One person and prompt, every model's answer side by side, the record next to them.

const reading = { person: 0, number: numbers[0], column: null, people: [], list: null, mark: "" };
const LINE = 28;
/** With more models than this they stand in a grid, if nothing is said. */
const MOST_BESIDE = 3;

function setUpReading() {
  const body = element("div", { class: "lines" });
  $("people-list").append(body);
  reading.list = virtualList($("people-list"), body, LINE, personLine);
  $("read-people").addEventListener("input", filterPeople);
  body.addEventListener("click", (event) => {
    const line = event.target.closest("[data-person]");
    if (event.target.closest("[data-star]")) {
      star(Number(line.dataset.person));
    } else if (line) {
      openReading(Number(line.dataset.person), reading.number);
    }
  });
  $("previous").addEventListener("click", () => step(-1));
  $("next").addEventListener("click", () => step(1));
  $("print").addEventListener("click", () => go("paper", reading.person + 1, reading.number));
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
  const starred = options.starred.has(person);
  return element("div", { class: className, role: "option", "aria-selected": chosen, "data-person": person, title: index.people[person] },
    element("span", { class: "star", "data-star": "1", title: words.star_hint }, starred ? "★" : "☆"), index.people[person]);
}

/** Chooses a person for printing, or no longer. */
function star(person) {
  if (!options.starred.delete(person)) {
    options.starred.add(person);
  }
  keep();
  reading.list.redraw();
}

/** Goes to a person and prompt; the address says where, so that back and forward work and a place can be noted down. */
function openReading(person, number, column = null, mark = "") {
  go("read", person + 1, number, column === null ? "" : column + 1, mark);
}

/** Takes the place from the address. */
function readFrom(parts) {
  if (parts[0]) {
    reading.person = Math.max(0, Math.min(index.people.length - 1, (Number(parts[0]) || 1) - 1));
    reading.number = numbers.includes(Number(parts[1])) ? Number(parts[1]) : numbers[0];
  }
  reading.column = parts[2] ? Number(parts[2]) - 1 : null;
  reading.mark = parts[3] ?? "";
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

/** The next model shown becomes the one that others are compared with. */
function stepBase() {
  const all = shown();
  [options.base, options.diff] = [all[(all.indexOf(baseColumn()) + 1) % all.length], true];
  changed();
}

const baseColumn = () => shown().includes(options.base) ? options.base : shown()[0];

async function show() {
  if (!index.people.length || !numbers.length) {
    return;
  }
  const { person, number } = reading;
  if (partOf(person)) {
    leaveFor(person);
    return;
  }
  const at = numbers.indexOf(number);
  $("who").textContent = index.people[person];
  const bad = (n) => shown().some((column) => "fe".includes(state(person, column, n)));
  const tabs = numbers.map((value, n) => ({ label: String(value), title: headline(promptOf(null, n)), value, className: bad(n) ? "bad" : "" }));
  chips($("prompts"), tabs, (value) => value === number, (value) => openReading(person, value), "aria-selected");
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
  const terms = termsOf(reading.mark);
  $("record").hidden = !options.record || !index.records;
  $("read").classList.toggle("alone", !options.people);
  showRecord(block.chat, terms);
  const layout = options.layout === "auto" ? (shown().length > MOST_BESIDE ? "grid" : "side") : options.layout;
  $("pages").className = layout;
  const base = cells[baseColumn()];
  const record = options.literal && block.chat && !options.diff ? recordOf(block.chat) : null;
  const given = { at, prompt, terms, record, base: base && flatten(answerBody(base, state(person, baseColumn(), at))).text };
  $("answers").replaceChildren(...shown().map((column) => card(column, cells[column], state(person, column, at), given)));
  $("answers").querySelector(".here")?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function showRecord(text, terms) {
  const body = recordElement(text || words.no_record);
  markWords(body, terms);
  $("record").replaceChildren($("record").firstElementChild, body);
  body.querySelector("mark")?.scrollIntoView({ block: "nearest" });
}

/** Shows a passage's place in the record. */
async function showInRecord(passage) {
  const { chat } = await texts(reading.person);
  options.record = true;
  $("record").hidden = false;
  drawModels();
  const body = recordElement(chat);
  const flat = flatten(body);
  const [held, wanted] = [squeezed(flat.text), squeezed(passage).text];
  const place = held.text.indexOf(wanted);
  if (place >= 0) {
    wrapRanges(flat, [{ from: held.at[place], to: held.at[place + wanted.length - 1] + 1, make: () => element("mark") }]);
  }
  $("record").replaceChildren($("record").firstElementChild, body);
  body.querySelector("mark")?.scrollIntoView({ block: "center" });
}

function headline(text) {
  return text.trim().split("\n")[0].slice(0, 120);
}

/** Scrolls what is being read: the answer that was touched, or all of them together. */
function scrollReading(pages, lines = 0) {
  const touched = document.activeElement?.closest?.("#pages .card");
  const cards = touched ? [touched] : [...document.querySelectorAll("#answers, #answers > .card")];
  for (const one of cards) {
    one.scrollBy({ top: pages * one.clientHeight * 0.9 + lines * 40 });
  }
}
