// One model's answer: what it says, what is known of it, and what stands out in it.

/** Below this likeness what is gone would only be noise. */
const ALIKE = 0.35;

/** An answer's text as it is to be read; what failed, and the source if it is asked for, letter for letter. */
function answerBody(cell, letter) {
  return options.source || !"ac".includes(letter) ? element("pre", {}, cell.o) : rendered(cell.o);
}

/** A card; `given` is what all cards of the view have in common. */
function card(column, cell, letter, given) {
  const title = element("h3", {}, index.columns[column]);
  if (letter !== "a") {
    title.append(element("span", { class: "badge " + letter }, stateWords[letter]));
  }
  const chosen = column === baseColumn() && options.diff;
  const className = ["card", "answer", letter, chosen ? "base" : "", column === reading.column ? "here" : ""].join(" ").trim();
  const made = element("article", { class: className, tabindex: "0" }, title);
  if (!cell) {
    made.append(element("pre", {}, words.no_conversation));
    return made;
  }
  if (cell.f) {
    made.append(element("p", { class: "facts" }, facts(cell.f)));
  }
  const own = promptOf(cell, given.at);
  if (own !== given.prompt) {
    made.append(foldedText(words.other_prompt, own));
  }
  if (cell.r !== undefined) {
    made.append(foldedText(words.other_record, cell.r));
  }
  if (cell.f?.thought) {
    made.append(foldedText(words.thinking, cell.f.thought));
  }
  const body = answerBody(cell, letter);
  made.append(body);
  if (options.diff && !chosen && given.base && cell.o && "ac".includes(letter)) {
    title.append(element("span", { class: "badge alike" }, markDifference(body, given.base)));
  } else if (given.record && "ac".includes(letter)) {
    title.append(...markLiterals(body, cell.r === undefined ? given.record : recordOf(cell.r)));
  }
  markWords(body, given.terms);
  return made;
}

function foldedText(name, text) {
  return element("details", { class: "thought" }, element("summary", {}, name), element("pre", {}, text));
}

/** Marks what is other than in the base; says how much is the same. */
function markDifference(body, base) {
  const flat = flatten(body);
  const pieces = difference(base, flat.text);
  if (!pieces) {
    return words.too_long;
  }
  const alike = likeness(pieces);
  const ranges = [];
  let at = 0;
  for (const { kind, text } of pieces) {
    if (kind === "del" && alike >= ALIKE) {
      ranges.push({ from: at, to: at, make: () => element("del", {}, text) });
    } else if (kind === "ins") {
      ranges.push({ from: at, to: at + text.length, make: () => element("ins") });
    }
    at += kind === "del" ? 0 : text.length;
  }
  wrapRanges(flat, ranges);
  return say(words.alike, Math.floor(alike * 100));
}

/** Marks what stands in the record word for word, and quotations that do not; the counts, as badges. */
function markLiterals(body, record) {
  const flat = flatten(body);
  const code = flat.nodes.filter(({ node }) => node.parentElement.closest(".code"));
  // Quotation marks in code are code.
  const isCode = ({ from }) => code.some(({ node, from: begin }) => begin <= from && from < begin + node.data.length);
  const found = literals(flat.text, record).filter((range) => range.kind !== "unquoted" || !isCode(range));
  wrapRanges(flat, found.map(({ from, to, kind }) => ({
    from, to, make: () => {
      const passage = flat.text.slice(from, to);
      const mark = element("span", { class: "lit " + kind, title: kind === "unquoted" ? words.unquoted_hint : words.literal_hint });
      if (kind !== "unquoted") {
        mark.addEventListener("click", () => showInRecord(passage));
      }
      return mark;
    },
  })));
  const bad = found.filter(({ kind }) => kind === "unquoted").length;
  const good = found.length - bad;
  return [
    good ? element("span", { class: "badge literal", title: words.literal_hint }, say(words.literal_count, good)) : null,
    bad ? element("span", { class: "badge unquoted", title: words.unquoted_hint }, say(words.unquoted_count, bad)) : null,
  ].filter(Boolean);
}

/** A moment by this reader's clock. */
function moment(at) {
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? at : time.toLocaleString("sv-SE");
}

function facts(f) {
  const parts = [];
  if (f.batch) {
    parts.push(words.by_batch);
  }
  if (f.ms !== undefined) {
    parts.push(say(words.took, (f.ms / 1000).toFixed(1)));
  }
  if (f.u) {
    parts.push(say(words.used, plain.format(f.u[0]), plain.format(f.u[1])));
    if (f.u[3]) {
      parts.push(say(words.thought_tokens, plain.format(f.u[3])));
    }
  }
  if (f.cost !== undefined) {
    parts.push(f.cost + " " + (f.cur ?? ""));
  }
  if (f.tries > 1) {
    parts.push(say(words.tries, f.tries));
  }
  if (f.status && f.status !== 200) {
    parts.push("HTTP " + f.status);
  }
  if (f.end && f.end !== "stop") {
    parts.push(f.end);
  }
  parts.push(moment(f.at));
  if (f.id) {
    parts.push(f.id);
  }
  return parts.join(" · ");
}
