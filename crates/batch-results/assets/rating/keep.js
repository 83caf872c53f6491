// What the rater said is kept in the browser at every change, where the browser keeps anything for a file, and goes into a
// file when the rater says so.

const KEPT = "batch-rating/" + index.page + "/";
const keeping = { works: true, saved: true };

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

/** Takes up a rater's kept work; nothing is there if it cannot be read. */
function takeUp(rater) {
  ballot.ratings.clear();
  ballot.rater = rater;
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT + rater));
    if (kept && fromFile(kept) === null) {
      here.question = Math.min(Math.max(0, kept.question | 0), questions.length - 1);
    }
  } catch {
    // Not ours, or not whole: as if there were none.
  }
  ballot.rater = rater;
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
  return fromFile(read);
}

window.addEventListener("beforeunload", (event) => {
  if (!keeping.works && !keeping.saved) {
    event.preventDefault();
  }
});
