// Everything by keyboard.

const KEYS = [
  [["1", "…", "9"], words.key_score],
  [["↑", "↓"], words.key_criteria],
  [["←", "→"], words.key_answers],
  [["j", "k"], words.key_questions],
  [["u"], words.key_unfinished],
  [["b"], words.key_best],
  [["h"], words.key_harmful],
  [["n"], words.key_note],
  [["⌫"], words.key_clear],
  [["c", "p"], words.key_record],
  [["v"], words.key_source],
  [["s"], words.key_save],
  [["t"], words.key_theme],
  [["Esc"], words.key_leave],
  [["?"], words.key_help],
];

function setUpKeys() {
  setUpHelp(KEYS);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector("dialog[open]")) {
      return;
    }
    if (event.target.closest?.("input:not([type=checkbox]), textarea")) {
      if (event.key === "Escape") {
        event.target.blur();
      }
      return;
    }
    // Whatever Caps Lock says.
    if (press(event.key.length === 1 ? event.key.toLowerCase() : event.key)) {
      event.preventDefault();
    }
  });
}

/** True if the key means something here. */
function press(key) {
  if (/^[0-9]$/.test(key)) {
    const criterion = criteria[here.criterion];
    if (criterion) {
      const { low, high } = criterion;
      act(here.answer, () => give(key === "0" && low > 0 && high === 10 ? 10 : Number(key)));
      showHere();
    }
    return true;
  }
  const action = {
    j: () => showQuestion(here.question + 1), k: () => showQuestion(here.question - 1),
    ArrowDown: () => moveCriterion(1), ArrowUp: () => moveCriterion(-1),
    ArrowRight: () => moveAnswer(1), ArrowLeft: () => moveAnswer(-1),
    u: showUnfinished,
    b: () => act(here.answer, () => toggleBest(question(), rated())),
    h: () => act(here.answer, () => rate(rated(), (rating) => { rating.harmful = !rating.harmful; })),
    n: () => $("answers").children[here.answer].querySelector("textarea").focus(),
    Backspace: () => {
      moveCriterion(0);
      act(here.answer, () => score(rated(), criteria[here.criterion], null));
    },
    c: () => $("show-record").click(),
    p: () => { $("prompt").open = !$("prompt").open; },
    v: () => $("show-source").click(),
    s: save,
    t: nextTheme,
    "?": () => $("help").showModal(),
  }[key];
  action?.();
  return action !== undefined;
}

function moveCriterion(by) {
  here.criterion = Math.min(Math.max(0, here.criterion + by), criteria.length - 1);
  paint();
  showHere();
}

function moveAnswer(by) {
  here.answer = Math.min(Math.max(0, here.answer + by), question().answers.length - 1);
  moveCriterion(0);
}

/** Brings what is asked into sight, if it is not. */
function showHere() {
  $("answers").children[here.answer].scrollIntoView({ block: "nearest", inline: "nearest" });
  document.querySelector(".criterion.at")?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** The next question with something missing, from here around. */
function showUnfinished() {
  for (let step = 1; step <= questions.length; step++) {
    const at = (here.question + step) % questions.length;
    if (!isFinished(questions[at])) {
      showQuestion(at);
      return;
    }
  }
}
