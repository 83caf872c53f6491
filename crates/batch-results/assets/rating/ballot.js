// What is rated, and what the rater said of it. An answer is known by its id alone: nothing here knows a model.

const index = JSON.parse(document.getElementById("index").textContent);
const words = index.words;
const criteria = index.criteria;
const questions = index.questions;
const answers = questions.flatMap((question) => question.answers);

/** Where the rater is: a question, one of its answers, a criterion, which is past the last one when nothing more is asked. */
const here = { question: 0, answer: 0, criterion: 0 };

/** The rater's name, and judgements by the answers' ids. */
const ballot = { rater: "", ratings: new Map(), strangers: 0 };

/** Scores by any names: without what every object has. */
const bare = (scores) => Object.assign(Object.create(null), scores);

const unrated = () => ({ scores: bare(), best: null, harmful: false, note: "" });

/** What was said of an answer so far. */
const ratingOf = (answer) => ballot.ratings.get(answer.id) ?? unrated();

/** Changes what is said of an answer. */
function rate(answer, change) {
  const said = ratingOf(answer);
  const rating = { ...said, scores: bare(said.scores) };
  change(rating);
  ballot.ratings.set(answer.id, rating);
}

/** Sets a score, or takes it back. */
function score(answer, criterion, value) {
  rate(answer, (rating) => {
    if (value === null) {
      delete rating.scores[criterion.name];
    } else {
      rating.scores[criterion.name] = value;
    }
  });
}

/** One of the best of its question or not; nobody is chosen and nobody passed over while there is no best. */
function toggleBest(question, answer) {
  const best = new Set(question.answers.filter((other) => ratingOf(other).best));
  if (!best.delete(answer)) {
    best.add(answer);
  }
  for (const other of question.answers) {
    rate(other, (rating) => { rating.best = best.size ? best.has(other) : null; });
  }
}

const isRated = (answer) => criteria.every(({ name }) => ratingOf(answer).scores[name] !== undefined);
const isFinished = (question) => question.answers.every(isRated);
const ratedCount = () => answers.filter(isRated).length;

const isTouched = ({ scores, best, harmful, note }) => Object.keys(scores).length > 0 || best !== null || harmful || note !== "";

const isSame = (a, b) => a.best === b.best && a.harmful === b.harmful && a.note === b.note &&
  criteria.every(({ name }) => a.scores[name] === b.scores[name]);

/** The rater's file. */
function toFile() {
  const ratings = questions.flatMap(({ people, number, answers: those }) => those.flatMap((answer, place) => {
    const rating = ratingOf(answer);
    return isTouched(rating) ? [{ id: answer.id, people, prompt: number, answer: index.letters[place], ...rating }] : [];
  }));
  return { format: index.format, rater: ballot.rater, seed: index.seed, criteria, ratings };
}

/**
 * Takes in a rater's file, beside what is there; what is wrong with it as a sentence, or nothing. Judgements of answers that are
 * not here, or not any more, are left out, and `ballot.strangers` says how many.
 */
function fromFile(file) {
  if (file?.format !== index.format || typeof file.rater !== "string" || !file.rater.trim() || !Array.isArray(file.ratings)) {
    return words.load_not_ratings;
  }
  const known = new Set(answers.map(({ id }) => id));
  const fits = file.seed === index.seed && JSON.stringify(file.criteria) === JSON.stringify(criteria);
  const ours = file.ratings.filter((rating) => known.has(rating?.id));
  if (!fits || file.ratings.length && !ours.length) {
    return words.load_other_page;
  }
  if (!ours.every(isSound)) {
    return words.load_broken;
  }
  ballot.rater = file.rater.trim();
  ballot.strangers = file.ratings.length - ours.length;
  for (const { id, scores, best, harmful, note } of ours) {
    ballot.ratings.set(id, { scores: bare(scores), best: best ?? null, harmful: Boolean(harmful), note: note ?? "" });
  }
  return null;
}

function isSound({ scores = {}, best = null, harmful = false, note = "" }) {
  const range = new Map(criteria.map(({ name, low, high }) => [name, [low, high]]));
  return typeof note === "string" && typeof harmful === "boolean" && (best === null || typeof best === "boolean") &&
    scores !== null && Object.entries(scores).every(([name, value]) => {
      const [low, high] = range.get(name) ?? [1, 0];
      return Number.isInteger(value) && low <= value && value <= high;
    });
}
