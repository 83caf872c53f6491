// Search through every text. Words apart have all to be in one text, what stands in quotation marks as it is; answers are
// searched without their marks. The blocks are searched as they stand, in slices, so that the page never stops; only blocks
// that may hold all words are read.

const search = { run: 0, where: "all", column: null };
const MOST_FOUND = 300;
const SLICE = 12;
/** What may stand between the letters of a text without its marks. */
const MARK_LETTERS = /\\\\|\\[nrt]|[\s*_`#~>|\\]/g;

function escapePattern(text) {
  return text.replace(/[.*+?^${}()|[\]\\\/]/g, "\\$&");
}

/** The words of a search. */
function termsOf(words_) {
  return [...words_.matchAll(/["\u201c]([^"\u201d]+)["\u201d]|(\S+)/g)].map((found) => (found[1] ?? found[2]).trim()).filter(Boolean);
}

/** Calls `see` with every person's block; false if `goesOn` no longer held. */
async function eachBlock(goesOn, see, want = () => true, tell = () => {}) {
  let since = performance.now();
  for (let person = 0; person < index.people.length; person++) {
    if (want(person)) {
      see(person, parse(person));
    }
    if (performance.now() - since > SLICE) {
      tell();
      await new Promise((next) => setTimeout(next));
      if (!goesOn()) {
        return false;
      }
      since = performance.now();
    }
  }
  return true;
}

async function find(words_) {
  const run = ++search.run;
  $("query").value = words_;
  const list = $("found-list");
  list.replaceChildren();
  const items = [
    { label: words.all, value: "all" }, { label: words.answers, value: "answers" },
    ...(index.records ? [{ label: words.record, value: "record" }] : []), { label: words.people, value: "people" },
  ];
  chips($("found-where"), items, (value) => value === search.where, (value) => { search.where = value; find(words_); });
  $("found-models").replaceChildren();
  await whole;
  const terms = termsOf(words_);
  const patterns = terms.map((term) => new RegExp(escapePattern(term), "iu"));
  const bare = terms.map((term) => JSON.stringify(term).slice(1, -1).replace(MARK_LETTERS, "").toLowerCase());
  const counts = new Map();
  let count = 0;
  const tell = (done) => {
    const sentence = count > MOST_FOUND ? (done ? words.found_more : words.searching_more) : (done ? words.found : words.searching);
    $("found-title").textContent = say(sentence, plain.format(count), terms.join(" + "), MOST_FOUND);
  };
  const hit = (person, cell, where, text) => {
    count++;
    if (count <= MOST_FOUND) {
      list.append(result(person, cell, where, text, patterns, words_));
    }
  };
  const holds = (text) => patterns.every((pattern) => pattern.test(text));
  const wants = (where) => search.where === "all" || search.where === where;
  const may = (person) => {
    const text = unescaped(raw(person)).replace(MARK_LETTERS, "").toLowerCase();
    return bare.every((term) => text.includes(term));
  };
  const see = (person, { chat, list: answers }) => {
    if (wants("record") && search.column === null && holds(chat)) {
      hit(person, null, words.record, chat);
    }
    for (const cell of wants("answers") ? answers : []) {
      if (options.hidden.has(cell.c)) {
        continue;
      }
      const text = cell.y === undefined ? withoutMarks(cell.o) : cell.o;
      if (holds(text)) {
        counts.set(cell.c, (counts.get(cell.c) ?? 0) + 1);
        if (search.column === null || search.column === cell.c) {
          hit(person, cell, index.columns[cell.c], text);
        }
      }
    }
  };
  if (terms.length && wants("people") && search.column === null) {
    index.people.forEach((name, person) => holds(name) && hit(person, null, words.people, ""));
  }
  const goesOn = () => run === search.run;
  if (terms.length && search.where !== "people" && !await eachBlock(goesOn, see, may, () => tell(false))) {
    return;
  }
  const models = shown().filter((column) => counts.has(column))
    .map((column) => ({ label: index.columns[column] + " " + plain.format(counts.get(column)), value: column }));
  chips($("found-models"), models, (value) => value === search.column, (value) => {
    search.column = search.column === value ? null : value;
    find(words_);
  });
  tell(true);
}

/** JSON's own escapes of letters that the page writes so, for the first look. */
function unescaped(json) {
  return json.replace(/\\u003c/g, "<").replace(/\\u003e/g, ">").replace(/\\u0026/g, "&").replace(/\\u202[89]/g, "");
}

function result(person, cell, where, text, patterns, mark) {
  const number = cell ? cell.n : numbers[0];
  const at = Math.max(0, Math.min(...patterns.map((pattern) => text.search(pattern))));
  const line = element("div", {}, (at > 40 ? "…" : "") + text.slice(Math.max(0, at - 40), at + 160).replace(/\s+/g, " "));
  markWords(line, termsOf(mark));
  const heading = index.people[person] + " · " + where + (cell ? " · " + say(words.prompt, cell.n) : "");
  const href = place("read", person + 1, number, cell ? cell.c + 1 : "", mark);
  return element("li", {}, element("a", { href }, element("small", {}, heading), line));
}
