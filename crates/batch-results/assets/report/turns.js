// A record as what doctor and patient said in turn, in whatever language: lines that begin with a name and a colon. Its
// letters stay as they are, only its lines are told apart.

const SPEAKER = /^[ \t\u3000]*([\p{L}\p{N}. ]{1,16}?)[ \t]*[\uff1a:]/u;
/** Of its lines, how many must have a speaker for a record to be a conversation. */
const LEAST_SPOKEN = 0.5;

/** A record as elements: who speaks first stands at the left, the others at the right. */
function recordElement(text) {
  const lines = text.split("\n");
  const speakers = lines.map((line) => SPEAKER.exec(line)?.[1].trim());
  const spoken = speakers.filter((name) => name !== undefined);
  const names = [...new Set(spoken)];
  const filled = lines.filter((line) => line.trim()).length;
  if (spoken.length < 2 || spoken.length / filled < LEAST_SPOKEN || names.length > Math.max(2, spoken.length / 2)) {
    return element("pre", {}, text);
  }
  const turns = [];
  lines.forEach((line, n) => {
    const name = speakers[n];
    if (name !== undefined || !turns.length) {
      turns.push({ side: name === undefined ? "" : name === names[0] ? "one" : "other", lines: [line] });
    } else {
      turns.at(-1).lines.push(line);
    }
  });
  return element("div", { class: "turns" }, ...turns.map(({ side, lines: said }) => {
    const turn = said.join("\n").trimEnd();
    const name = side ? SPEAKER.exec(turn)[0] : "";
    return element("div", { class: "turn " + side }, name ? element("b", {}, name) : null, turn.slice(name.length));
  }));
}
