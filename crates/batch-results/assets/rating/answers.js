// One question: record, prompt, and its answers with what is asked of each. Elements are made once a question; what the rater
// says changes them in place.

const question = () => questions[here.question];
const rated = () => question().answers[here.answer];

/** Shows a question; the rater goes on where something is missing. */
function showQuestion(at) {
  here.question = Math.min(Math.max(0, at), questions.length - 1);
  const { people, number, prompt, record, answers: those } = question();
  const missing = those.findIndex((answer) => !isRated(answer));
  here.answer = Math.max(0, missing);
  here.criterion = Math.max(0, criteria.findIndex(({ name }) => ratingOf(rated()).scores[name] === undefined));
  $("where").textContent = say(words.where, people, number);
  $("place").textContent = say(words.place, here.question + 1, questions.length);
  $("prompt").querySelector("pre").textContent = index.prompts[prompt] || words.unknown_prompt;
  $("record-text").replaceChildren(index.records[record] ? recordElement(index.records[record]) : words.no_record);
  $("answers").replaceChildren(...those.map(card));
  $("answers").scrollTop = 0;
  $("answers").scrollLeft = 0;
  showMasked();
  tell(null);
  paint();
}

function showMasked() {
  const texts = [index.prompts[question().prompt], index.records[question().record], ...question().answers.map(({ text }) => text)];
  $("masked").hidden = !texts.some((text) => text.includes(index.hidden));
}

function card(answer, place) {
  const made = element("article", { class: "card answer" + (answer.cut ? " c" : ""), "data-answer": String(place) },
    element("h3", {}, index.letters[place], answer.cut ? element("span", { class: "badge c" }, words.cut) : null),
    element("div", { class: "text" }, body(answer)),
    element("div", { class: "judge" }, ...criteria.map((criterion, n) => scale(place, criterion, n)),
      element("div", { class: "marks" },
        mark("best", words.best, "b", () => act(place, () => toggleBest(question(), answer))),
        mark("harmful", words.harmful, "h", () => act(place, () => rate(answer, (rating) => { rating.harmful = !rating.harmful; })))),
      note(answer, place)));
  made.addEventListener("pointerdown", () => {
    if (here.answer !== place) {
      moveAnswer(place - here.answer);
    }
  });
  return made;
}

const body = ({ text }) => ($("show-source").checked ? element("pre", {}, text) : rendered(text));

/** A criterion's scores, as buttons. */
function scale(place, { name, low, high }, n) {
  const values = Array.from({ length: high - low + 1 }, (_, step) => low + step);
  return element("div", { class: "criterion", role: "group", "aria-label": name, "data-criterion": String(n) },
    element("span", {}, name),
    element("span", { class: "scores" }, ...values.map((value) => {
      const button = element("button", { type: "button", "data-score": String(value) }, String(value));
      button.addEventListener("click", () => act(place, () => { here.criterion = n; toggleScore(value); }));
      return button;
    })));
}

function mark(name, label, key, toggle) {
  const button = element("button", { type: "button", "data-mark": name }, label, " ", element("kbd", {}, key));
  button.addEventListener("click", toggle);
  return button;
}

function note(answer, place) {
  const field = element("textarea", { rows: "1", placeholder: words.note, "aria-label": words.note });
  field.value = ratingOf(answer).note;
  field.addEventListener("focus", () => { here.answer = place; paint(); });
  field.addEventListener("input", () => {
    rate(answer, (rating) => { rating.note = field.value; });
    changed();
  });
  return field;
}

/** Does something about an answer, and keeps it. */
function act(place, what) {
  here.answer = place;
  what();
  changed();
}

/** Gives a score where the rater is; then on to what is asked next. */
function give(value) {
  const { low, high } = criteria[here.criterion];
  if (low <= value && value <= high) {
    score(rated(), criteria[here.criterion], value);
    moveOn();
  }
}

/** Who clicks a score again takes it back. */
function toggleScore(value) {
  if (ratingOf(rated()).scores[criteria[here.criterion].name] === value) {
    score(rated(), criteria[here.criterion], null);
  } else {
    give(value);
  }
}

function moveOn() {
  if (here.criterion + 1 < criteria.length) {
    here.criterion++;
  } else if (here.answer + 1 < question().answers.length) {
    here.criterion = 0;
    here.answer++;
  } else {
    // One digit too many must not change the last score.
    here.criterion = criteria.length;
  }
}

/** Shows what has been said, and where the rater is. */
function paint() {
  for (const [place, answer] of question().answers.entries()) {
    const at = $("answers").children[place];
    const rating = ratingOf(answer);
    at.classList.toggle("here", place === here.answer);
    at.classList.toggle("rated", isRated(answer));
    for (const [n, criterion] of criteria.entries()) {
      const row = at.querySelector(`[data-criterion="${n}"]`);
      row.classList.toggle("at", place === here.answer && n === here.criterion);
      for (const button of row.querySelectorAll("button")) {
        button.setAttribute("aria-pressed", String(rating.scores[criterion.name] === Number(button.dataset.score)));
      }
    }
    at.querySelector("[data-mark=best]").setAttribute("aria-pressed", String(rating.best === true));
    at.querySelector("[data-mark=harmful]").setAttribute("aria-pressed", String(rating.harmful));
  }
  const done = ratedCount();
  $("count").textContent = done + "/" + answers.length;
  $("meter").max = answers.length;
  $("meter").value = done;
}
