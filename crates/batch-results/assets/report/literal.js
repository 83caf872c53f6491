// What of an answer stands word for word in the record: a doctor's first check for what was made up. Passages of some
// length are marked; so are quotations that the record does not hold.

/** Six Chinese characters, or twelve letters. */
const LEAST_LITERAL = 12;
const GRAM = 6;
/** Places of one gram that are looked at: records repeat themselves. */
const MOST_PLACES = 16;
/** A quotation shorter than this may be a term. */
const LEAST_QUOTED = 8;
/** What stands between quotation marks, straight, curved or Chinese ones. */
const QUOTATION = /["\u201c\u300c\u300e]([^"\u201c\u201d\u300c-\u300f\n]{2,300})["\u201d\u300d\u300f]/g;
const ENDS = /^[,.:;!?\u3002\u3001\u2026]+|[,.:;!?\u3002\u3001\u2026]+$/g;

/** A text without spaces, wide letters as usual ones, and where each of its characters came from. */
function squeezed(text) {
  let out = "";
  const at = [];
  for (let n = 0; n < text.length; n++) {
    const c = text[n];
    if (!/\s/.test(c)) {
      const usual = c > "\u3000" ? c.normalize("NFKC") : c;
      const one = (usual.length === 1 ? usual : c).toLowerCase();
      out += one.length === 1 ? one : c;
      at.push(n);
    }
  }
  return { text: out, at };
}

const widthOf = (text) => [...text].reduce((total, c) => total + (/\p{Script=Han}/u.test(c) ? 2 : /[\p{L}\p{N}]/u.test(c) ? 1 : 0), 0);

/** A record, ready to be compared with. */
function recordOf(text) {
  const held = squeezed(text).text;
  const grams = new Map();
  for (let n = 0; n + GRAM <= held.length; n++) {
    const gram = held.slice(n, n + GRAM);
    const places = grams.get(gram);
    if (!places) {
      grams.set(gram, [n]);
    } else if (places.length < MOST_PLACES) {
      places.push(n);
    }
  }
  return { text: held, grams };
}

/** Ranges `{from, to, kind}` of an answer's text in order: `literal` and `quoted` stand in the record, `unquoted` does not
    though it stands between quotation marks. */
function literals(answer, record) {
  const { text, at } = squeezed(answer);
  const ranges = [];
  const range = (from, to, kind) => ranges.push({ from: at[from], to: at[to - 1] + 1, kind });
  const quotations = [...answer.matchAll(QUOTATION)].flatMap((found) => {
    const inner = squeezed(found[1]).text.replace(ENDS, "");
    const from = found.index + 1;
    const there = inner !== "" && record.text.includes(inner);
    return there || widthOf(inner) >= LEAST_QUOTED ? [{ from, to: from + found[1].length, kind: there ? "quoted" : "unquoted" }] : [];
  });
  for (let n = 0; n + GRAM <= text.length;) {
    const places = record.grams.get(text.slice(n, n + GRAM)) ?? [];
    let longest = 0;
    for (const place of places) {
      let length = GRAM;
      while (n + length < text.length && place + length < record.text.length && text[n + length] === record.text[place + length]) {
        length++;
      }
      longest = Math.max(longest, length);
    }
    const passage = text.slice(n, n + longest);
    if (widthOf(passage) >= LEAST_LITERAL) {
      const inner = passage.replace(ENDS, "");
      const from = n + passage.indexOf(inner);
      range(from, from + inner.length, "literal");
      n += longest;
    } else {
      n++;
    }
  }
  const free = ranges.filter(({ from, to }) => !quotations.some((q) => from < q.to && q.from < to));
  return [...free, ...quotations].sort((a, b) => a.from - b.from);
}
