// What the page was made from. The index is small and read at once; a person's texts are a block of their own, read when
// somebody looks at them.

const index = JSON.parse(document.getElementById("index").textContent);
const words = index.words;
const columns = index.columns.length;
const numbers = index.numbers;

/** Resolves when the whole page has come in: blocks stand at its end. */
const whole = new Promise((done) => {
  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", () => done(), { once: true });
  } else {
    done();
  }
});

/** The JSON of a person's block, as text; empty while the page is coming in. */
function raw(person) {
  return document.getElementById("p" + person)?.textContent ?? "";
}

/** Blocks that were looked at last, so that going back and forth costs nothing. */
const recent = new Map();
const MOST_RECENT = 64;

/** A person's texts: the record, and the cells by column and number. */
async function texts(person) {
  const kept = recent.get(person);
  if (kept) {
    recent.delete(person);
    recent.set(person, kept);
    return kept;
  }
  if (!raw(person)) {
    await whole;
  }
  const block = parse(person);
  recent.set(person, block);
  if (recent.size > MOST_RECENT) {
    recent.delete(recent.keys().next().value);
  }
  return block;
}

function parse(person) {
  const json = raw(person);
  const block = json ? JSON.parse(json) : { chat: "", cells: [] };
  const cells = new Map();
  for (const cell of block.cells) {
    cells.set(cell.c + "/" + cell.n, cell);
  }
  return { chat: block.chat, cells, list: block.cells };
}

/** A letter: answered, cut, failed, empty or missing. */
function state(person, column, at) {
  return index.states[person][column * numbers.length + at];
}

const stateWords = {
  a: words.complete, c: words.cut, f: words.failed, e: words.empty, m: words.missing,
};

/** The prompt of a cell; the usual one of its number if the cell has none of its own. */
function promptOf(cell, at) {
  if (cell?.t !== undefined) {
    return cell.t;
  }
  const text = cell?.p ?? index.usual[at];
  return text === null || text === undefined ? "" : index.prompts[text];
}

/** The part that holds a person's texts, if this page is only the index of a folder of pages: its first person and file. */
function partOf(person) {
  return index.parts?.findLast(([first]) => first <= person) ?? null;
}

/** Goes on in the page that holds a person. */
function leaveFor(person) {
  const [first, file] = partOf(person);
  const { parts } = readAddress();
  location.href = file.split("/").map(encodeURIComponent).join("/") + place("read", person - first + 1, ...parts.slice(2));
}
