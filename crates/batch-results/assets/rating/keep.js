// What the rater said is kept in the browser at every change, where the browser keeps anything for a file, and goes into a
// file when the rater says so.

const KEPT = "batch-rating/" + index.page + "/";
/** What was kept and could not be taken up is kept under this. */
const ASIDE = "batch-rating-aside/";
const keeping = { works: true, saved: true };

/** True if the browser keeps anything for this page. */
function tryKeeping() {
  try {
    localStorage.setItem(ASIDE, "");
    localStorage.removeItem(ASIDE);
    keeping.works = true;
  } catch {
    keeping.works = false;
  }
  return keeping.works;
}

/** Keeps everything; true if that could be done. */
function keep() {
  keeping.saved = false;
  try {
    localStorage.setItem(KEPT + ballot.rater, JSON.stringify({ ...toFile(), question: here.question }));
    keeping.works = true;
  } catch {
    keeping.works = false;
  }
  return keeping.works;
}

/** Raters of this page whose work is kept here. */
function keptRaters() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(KEPT)).map((key) => key.slice(KEPT.length)).sort();
  } catch {
    return [];
  }
}

/** The name under which a rater's work is kept, however it is spaced and cased this time. */
function keptAs(rater) {
  const plain = (name) => name.normalize("NFKC").replace(/\s/g, "").toLowerCase();
  return keptRaters().find((kept) => plain(kept) === plain(rater)) ?? rater;
}

/** Takes up a rater's kept work; if it cannot be read, nothing is there, and it is put aside, since it would be written over. */
function takeUp(rater) {
  ballot.ratings.clear();
  ballot.strangers = 0;
  let text = null;
  try {
    text = localStorage.getItem(KEPT + rater);
    const kept = JSON.parse(text);
    if (kept && fromFile(kept) !== null) {
      throw new Error("not ours");
    }
    here.question = Math.min(Math.max(0, kept?.question | 0), questions.length - 1);
  } catch {
    putAside(rater, text);
  }
  ballot.rater = rater;
}

function putAside(rater, text) {
  try {
    if (text) {
      localStorage.setItem(ASIDE + KEPT + rater, text);
    }
  } catch {
    // A browser that keeps nothing loses nothing.
  }
}

/** Hands the rater the file. */
function saveFile() {
  const json = JSON.stringify(toFile(), null, 1) + "\n";
  const address = URL.createObjectURL(new Blob([json], { type: "application/json" }));
  const name = say(words.file, ballot.rater).replace(/[\\/:*?"<>|\u0000-\u001f]/g, "_");
  const link = element("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
  keeping.saved = true;
  return name;
}

/** Reads a file that was saved before. What is wrong with it as a sentence, or nothing. */
async function loadFile(file) {
  let read;
  try {
    read = JSON.parse((await file.text()).replace(/^\uFEFF/, ""));
  } catch {
    return words.load_not_ratings;
  }
  // What is kept of the same rater stays where the file says nothing.
  if (typeof read?.rater === "string") {
    takeUp(read.rater.trim());
  }
  const kept = new Map(ballot.ratings);
  const fault = fromFile(read);
  if (fault === null) {
    const others = answers.filter(({ id }) => kept.has(id) && !isSame(kept.get(id), ballot.ratings.get(id)));
    // Nobody but the rater knows which of them is newer.
    if (others.length && !confirm(say(words.load_differs, others.length))) {
      others.forEach(({ id }) => ballot.ratings.set(id, kept.get(id)));
    }
  }
  return fault;
}

window.addEventListener("beforeunload", (event) => {
  if (!keeping.works && !keeping.saved) {
    event.preventDefault();
  }
});
