// What is to be printed, as it will stand on paper: #paper/people/prompts, each patient's record, prompts and answers one
// below the other. Only what stands here is printed; models that are hidden are not here.

const paper = { people: [], numbers: [], run: 0 };
/** Patients on paper at once: beyond that browsers take minutes. */
const MOST_ON_PAPER = 200;

/** Places as an address writes them: `1-3.7`; what is none is left out. */
function readRanges(text, most) {
  return text.split(".").flatMap((part) => {
    const [from, to] = part.split("-").map(Number);
    const last = Math.min(to || from, most);
    return from >= 1 && from <= last ? Array.from({ length: last - from + 1 }, (_, n) => from + n) : [];
  });
}

function writeRanges(places) {
  const ranges = [];
  for (const at of places) {
    const last = ranges.at(-1);
    if (last && last[1] === at - 1) {
      last[1] = at;
    } else {
      ranges.push([at, at]);
    }
  }
  return ranges.map(([from, to]) => from === to ? String(from) : from + "-" + to).join(".");
}

function setUpPaper() {
  $("print-now").addEventListener("click", () => window.print());
  $("paper-people").addEventListener("change", (event) => {
    const starred = [...options.starred].sort((a, b) => a - b);
    const people = { one: [reading.person], starred, listed: reading.people }[event.target.value] ?? paper.people;
    go("paper", writeRanges(people.map((person) => person + 1)), writeRanges(paper.numbers));
  });
}

async function paperFrom(parts) {
  const people = readRanges(parts[0] ?? "1", index.people.length).map((place_) => place_ - 1);
  const wanted = readRanges(parts[1] ?? "", numbers.at(-1) ?? 0);
  paper.people = people;
  paper.numbers = wanted.length ? numbers.filter((number) => wanted.includes(number)) : numbers;
  await drawPaper();
}

async function drawPaper() {
  if (index.parts) {
    go("matrix");
    return;
  }
  const run = ++paper.run;
  const { people } = paper;
  drawChoices();
  const pages = [];
  for (const person of people.slice(0, MOST_ON_PAPER)) {
    pages.push(await patientOnPaper(person));
    if (run !== paper.run) {
      return;
    }
  }
  const note = people.length > MOST_ON_PAPER ? say(words.paper_most, MOST_ON_PAPER, plain.format(people.length)) : "";
  $("paper-note").textContent = note;
  $("sheets").replaceChildren(...pages);
}

function drawChoices() {
  const { people, numbers: chosen } = paper;
  const same = (some) => some.length === people.length && some.every((person, n) => person === people[n]);
  const starred = [...options.starred].sort((a, b) => a - b);
  const choices = [
    ["one", index.people[reading.person] ?? "", [reading.person]],
    ["starred", say(words.starred_people, starred.length), starred],
    ["listed", say(words.listed_people, plain.format(reading.people.length)), reading.people],
    ["these", say(words.these_people, plain.format(people.length)), people],
  ].filter(([, , some]) => some.length);
  const now = choices.find(([, , some]) => same(some))?.[0] ?? "these";
  $("paper-people").replaceChildren(...choices.filter(([name]) => name !== "these" || now === "these")
    .map(([value, label]) => element("option", { value }, label)));
  $("paper-people").value = now;
  const address = (some) => go("paper", writeRanges(people.map((person) => person + 1)), some.length === numbers.length ? "" : writeRanges(some));
  const tabs = [{ label: words.all_prompts, value: null }, ...numbers.map((value) => ({ label: String(value), value }))];
  const pressed = (value) => value === null ? chosen.length === numbers.length : chosen.includes(value) && chosen.length < numbers.length;
  chips($("paper-prompts"), tabs, pressed, (value) => {
    const some = value === null || chosen.length === numbers.length ? [value] : chosen.includes(value) ? chosen.filter((n) => n !== value) : [...chosen, value];
    address(value === null || !some.length ? numbers : numbers.filter((number) => some.includes(number)));
  });
}

async function patientOnPaper(person) {
  const block = await texts(person);
  const sheet = element("section", { class: "sheet" }, element("h2", {}, index.people[person]));
  if (options.record && index.records) {
    sheet.append(element("h3", {}, words.record), recordElement(block.chat || words.no_record));
  }
  for (const number of paper.numbers) {
    const at = numbers.indexOf(number);
    const all = shown().map((column) => [column, block.cells.get(column + "/" + number), state(person, column, at)]);
    const prompt = promptOf(all.find(([, cell]) => cell)?.[1], at);
    sheet.append(element("h3", {}, say(words.prompt, number)), element("pre", { class: "asked" }, prompt || words.unknown_prompt));
    for (const [column, cell, letter] of all) {
      const title = element("h4", {}, index.columns[column]);
      if (letter !== "a") {
        title.append(element("span", { class: "badge " + letter }, stateWords[letter]));
      }
      sheet.append(title, cell ? answerBody(cell, letter) : element("pre", {}, words.no_conversation));
    }
  }
  return sheet;
}
