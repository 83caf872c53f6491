// Search through every text. The blocks are searched as they stand, in slices, so that the page never stops; only blocks
// that hold the words are read.

const search = { run: 0, where: "all" };
const MOST_FOUND = 300;
const SLICE = 12;

function escapePattern(text) {
  return text.replace(/[.*+?^${}()|[\]\\\/]/g, "\\$&");
}

/** The words as they stand in a block's JSON. */
function asWritten(text) {
  return JSON.stringify(text).slice(1, -1)
    .replace(/[<>&\u2028\u2029]/g, (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"));
}

async function find(words_) {
  const run = ++search.run;
  $("query").value = words_;
  const list = $("found-list");
  list.replaceChildren();
  const items = [
    { label: words.all, value: "all" }, { label: words.answers, value: "answers" },
    { label: words.record, value: "record" }, { label: words.people, value: "people" },
  ];
  chips($("found-where"), items, (value) => value === search.where, (value) => { search.where = value; find(words_); });
  await whole;
  let count = 0;
  const wide = new RegExp(escapePattern(asWritten(words_)), "iu");
  const exact = new RegExp(escapePattern(words_), "iu");
  const tell = (done) => {
    const sentence = count > MOST_FOUND
      ? (done ? words.found_more : words.searching_more)
      : (done ? words.found : words.searching);
    $("found-title").textContent = say(sentence, plain.format(count), words_, MOST_FOUND);
  };
  const hit = (person, cell, place, text) => {
    count++;
    if (count <= MOST_FOUND) {
      list.append(result(person, cell, place, text, exact, words_));
    }
  };
  const wants = (place) => search.where === "all" || search.where === place;
  let since = performance.now();
  for (let person = 0; person < index.people.length && words_; person++) {
    if (wants("people") && exact.test(index.people[person])) {
      hit(person, null, words.people, "");
    }
    if (search.where !== "people" && wide.test(raw(person))) {
      const { chat, list: cells } = parse(person);
      if (wants("record") && exact.test(chat)) {
        hit(person, null, words.record, chat);
      }
      if (wants("answers")) {
        cells.filter((cell) => exact.test(cell.o)).forEach((cell) => hit(person, cell, index.columns[cell.c], cell.o));
      }
    }
    if (performance.now() - since > SLICE) {
      tell(false);
      await new Promise((next) => setTimeout(next));
      if (run !== search.run) {
        return;
      }
      since = performance.now();
    }
  }
  tell(true);
}

function result(person, cell, place, text, exact, mark) {
  const number = cell ? cell.n : numbers[0];
  const target = "#read/" + [person + 1, number, cell ? cell.c + 1 : "", encodeURIComponent(mark)].join("/");
  const at = Math.max(0, text.search(exact));
  const line = element("div", {});
  fill(line, (at > 40 ? "…" : "") + text.slice(Math.max(0, at - 40), at + 160).replace(/\s+/g, " "), mark);
  const heading = index.people[person] + " · " + place + (cell ? " · " + say(words.prompt, cell.n) : "");
  return element("li", {}, element("a", { href: target }, element("small", {}, heading), line));
}
