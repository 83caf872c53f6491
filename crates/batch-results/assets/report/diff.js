// Where two answers differ: the shortest edit script between their words (Myers), small matches inside changes
// dropped, as single characters that happen to be the same only confuse the eye.

const TOKEN = /\p{Script=Han}|[\p{L}\p{N}_]+|\s+|./gsu;
/** Beyond so many edits two texts are simply different; finding out more exactly costs time and helps nobody. */
const MOST_EDITS = 1600;
/** Characters of two texts together that are compared: more would hold the page up, and nobody reads such differences. */
const MOST_COMPARED = 100000;
/** Matches shorter than this between changes are no matches. */
const SHORTEST_MATCH = 3;

/** Pieces `{kind, text}` that make `after` out of `before`: "same", "ins", "del"; null if they are too long. */
function difference(before, after) {
  if (before === after) {
    return [{ kind: "same", text: after }];
  }
  if (before.length + after.length > MOST_COMPARED) {
    return null;
  }
  const a = before.match(TOKEN) ?? [];
  const b = after.match(TOKEN) ?? [];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) {
    start++;
  }
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) {
    end++;
  }
  const middle = shortest(a.slice(start, a.length - end), b.slice(start, b.length - end));
  const steps = [
    ...a.slice(0, start).map((text) => ({ kind: "same", text })),
    ...middle,
    ...a.slice(a.length - end).map((text) => ({ kind: "same", text })),
  ];
  return tidy(join(steps));
}

/** How much of both texts is the same, 0 to 1. */
function likeness(pieces) {
  let same = 0;
  let all = 0;
  for (const { kind, text } of pieces) {
    same += kind === "same" ? 2 * text.length : 0;
    all += kind === "same" ? 2 * text.length : text.length;
  }
  return all === 0 ? 1 : same / all;
}

function shortest(a, b) {
  const replaced = () => [...a.map((text) => ({ kind: "del", text })), ...b.map((text) => ({ kind: "ins", text }))];
  if (a.length === 0 || b.length === 0) {
    return replaced();
  }
  const most = Math.min(a.length + b.length, MOST_EDITS);
  const offset = most + 1;
  const furthest = new Int32Array(2 * most + 3);
  const trace = [];
  for (let edits = 0; edits <= most; edits++) {
    trace.push(furthest.slice(offset - edits - 1, offset + edits + 2));
    for (let k = -edits; k <= edits; k += 2) {
      const down = k === -edits || (k !== edits && furthest[offset + k - 1] < furthest[offset + k + 1]);
      let x = down ? furthest[offset + k + 1] : furthest[offset + k - 1] + 1;
      let y = x - k;
      while (x < a.length && y < b.length && a[x] === b[y]) {
        x++;
        y++;
      }
      furthest[offset + k] = x;
      if (x >= a.length && y >= b.length) {
        return walkBack(a, b, trace, edits);
      }
    }
  }
  return replaced();
}

function walkBack(a, b, trace, edits) {
  const steps = [];
  let [x, y] = [a.length, b.length];
  for (let d = edits; d > 0; d--) {
    // Row d was kept before its own edits: entry i stands for diagonal i - d - 1.
    const row = trace[d];
    const at = (k) => row[k + d + 1];
    const k = x - y;
    const down = k === -d || (k !== d && at(k - 1) < at(k + 1));
    const from = down ? k + 1 : k - 1;
    const [startX, startY] = [at(from), at(from) - from];
    while (x > startX && y > startY && x > 0 && y > 0 && a[x - 1] === b[y - 1]) {
      steps.push({ kind: "same", text: a[--x] });
      y--;
    }
    if (down) {
      steps.push({ kind: "ins", text: b[--y] });
    } else {
      steps.push({ kind: "del", text: a[--x] });
    }
  }
  while (x > 0 && y > 0) {
    steps.push({ kind: "same", text: a[--x] });
    y--;
  }
  return steps.reverse();
}

/** Neighbours of one kind become one piece; within a change, what is gone stands before what came. */
function join(steps) {
  const pieces = [];
  let [gone, come] = ["", ""];
  const flush = () => {
    if (gone) {
      pieces.push({ kind: "del", text: gone });
    }
    if (come) {
      pieces.push({ kind: "ins", text: come });
    }
    [gone, come] = ["", ""];
  };
  for (const { kind, text } of steps) {
    if (kind === "del") {
      gone += text;
    } else if (kind === "ins") {
      come += text;
    } else {
      flush();
      const last = pieces.at(-1);
      if (last?.kind === "same") {
        last.text += text;
      } else {
        pieces.push({ kind, text });
      }
    }
  }
  flush();
  return pieces;
}

function tidy(pieces) {
  const steps = pieces.flatMap((piece, n) => {
    const inside = n > 0 && n < pieces.length - 1;
    if (piece.kind === "same" && inside && piece.text.length < SHORTEST_MATCH) {
      return [{ kind: "del", text: piece.text }, { kind: "ins", text: piece.text }];
    }
    return [piece];
  });
  return join(steps);
}
