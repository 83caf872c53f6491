// Start: who rates, then question after question.

/** Says something above the answers; nothing takes it away. */
function tell(sentence) {
  $("told").textContent = sentence ?? "";
  $("told").hidden = !sentence;
}

/** After every change: it is kept, and the rater hears what follows from it. */
function changed() {
  keep();
  paint();
  tellState();
}

function tellState() {
  const done = ratedCount() === answers.length;
  tell(keeping.works ? (done ? words.all_done : isFinished(question()) ? words.question_done : null) : words.keeps_nothing);
}

function save() {
  tell(say(words.saved, saveFile()));
}

/** The first thing asked is the name. Who else rated here is not told: raters are to be independent. */
function askName() {
  $("kept").hidden = keptRaters().length === 0;
  $("begin").showModal();
  $("name").focus();
}

/** Begins under a name; if something is kept under it, first asks whether it is this rater's. */
function begin(name) {
  takeUp(keptAs(name));
  const isKnown = ballot.ratings.size > 0;
  $("known").hidden = $("is-it-yours").hidden = !isKnown;
  if (isKnown) {
    $("known-text").textContent = say(words.known, ballot.rater, ratedCount(), answers.length);
    $("resume").focus();
  } else {
    start();
  }
}

function beginAnew() {
  $("known-text").textContent = say(words.other_name, ballot.rater);
  $("is-it-yours").hidden = true;
  ballot.ratings.clear();
  ballot.rater = "";
  $("name").focus();
  $("name").select();
}

function start() {
  $("begin").close();
  $("rater").textContent = say(words.rater, ballot.rater, questions.length, answers.length);
  showQuestion(here.question);
  // Nothing is written before the rater changes anything.
  tryKeeping();
  tellState();
}

function setUp() {
  setUpTheme();
  setUpKeys();
  $("begin").addEventListener("cancel", (event) => event.preventDefault());
  $("named").addEventListener("submit", (event) => {
    event.preventDefault();
    if ($("name").value.trim()) {
      begin($("name").value.trim());
    }
  });
  $("name").addEventListener("input", () => { $("known").hidden = true; });
  $("resume").addEventListener("click", start);
  $("not-mine").addEventListener("click", beginAnew);
  $("load").addEventListener("change", async () => {
    const [file] = $("load").files;
    const wrong = file ? await loadFile(file) : null;
    $("load-fault").textContent = wrong ?? "";
    $("load").value = "";
    if (file && !wrong) {
      start();
      changed();
      if (ballot.strangers) {
        tell(say(words.load_unknown, ballot.strangers));
      }
    }
  });
  $("previous").addEventListener("click", () => showQuestion(here.question - 1));
  $("next").addEventListener("click", () => showQuestion(here.question + 1));
  $("unfinished").addEventListener("click", showUnfinished);
  $("save").addEventListener("click", save);
  $("show-record").addEventListener("change", () => { $("record").hidden = !$("show-record").checked; });
  $("show-source").addEventListener("change", () => showQuestion(here.question));
  // The same page in another window: what was said there last is what holds.
  window.addEventListener("storage", (event) => {
    if (ballot.rater && event.key === KEPT + ballot.rater && event.newValue) {
      const { question: at } = here;
      takeUp(ballot.rater);
      showQuestion(at);
    }
  });
  showQuestion(0);
  askName();
  document.documentElement.dataset.ready = "true";
}

const fault = (what) => { document.documentElement.dataset.fault = what; };
window.addEventListener("error", (event) => fault(event.message));
window.addEventListener("unhandledrejection", (event) => fault(String(event.reason)));
document.addEventListener("securitypolicyviolation", (event) => fault(event.violatedDirective + " " + event.blockedURI));
setUp();
