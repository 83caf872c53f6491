// What models write between the lines: headings, lists, tables, code, bold. Texts become plain data here, render.js makes
// elements of it; a line that is no Markdown stays a line. Rules that hide what was said are left out: numbers stay the
// numbers that were written, `2*3*4` stays arithmetic, and `**` closes before Chinese letters, which CommonMark denies.

const FENCE = /^( {0,3})(`{3,}|~{3,})[ \t]*([^`]*)$/;
const HEADING = /^ {0,3}(#{1,6})(?:[ \t]+|(?<=##)(?=\p{Script=Han}))(.*?)(?:[ \t]+#+)?[ \t]*$/u;
const RULE = /^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^( *)([-*+]|\d{1,9}[.)])[ \t]+(?=\S)/;
const DELIMITERS = /^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
/** Lists and quotations inside each other. */
const DEEPEST = 12;
/** A paragraph longer than this is taken as it stands: nobody writes such a one, and marks would be looked for without end. */
const LONGEST_PARAGRAPH = 20000;

/** The blocks of a text. */
function markdown(source) {
  return blocksOf(source.replace(/\r\n?/g, "\n").split("\n"), 0);
}

function blocksOf(lines, depth) {
  const blocks = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at];
    if (!line.trim()) {
      at++;
    } else {
      const [block, next] = fenced(lines, at) ?? table(lines, at) ?? simple(line, at) ??
        (depth < DEEPEST ? quoted(lines, at, depth) ?? listed(lines, at, depth) : null) ?? paragraph(lines, at);
      blocks.push(block);
      at = next;
    }
  }
  return blocks;
}

function simple(line, at) {
  const heading = HEADING.exec(line);
  if (heading) {
    return [{ kind: "heading", level: heading[1].length, text: inlines(heading[2]) }, at + 1];
  }
  return RULE.test(line) ? [{ kind: "rule" }, at + 1] : null;
}

/** Code, to its closing fence or the end. */
function fenced(lines, at) {
  const fence = FENCE.exec(lines[at]);
  if (!fence) {
    return null;
  }
  const closing = new RegExp("^ {0,3}" + (fence[2][0] === "`" ? "`" : "~") + "{" + fence[2].length + ",}[ \\t]*$");
  const indent = new RegExp("^ {0," + fence[1].length + "}");
  let end = at + 1;
  while (end < lines.length && !closing.test(lines[end])) {
    end++;
  }
  const code = lines.slice(at + 1, end).map((line) => line.replace(indent, "")).join("\n");
  return [{ kind: "code", language: fence[3].trim().toLowerCase(), text: code }, end + 1];
}

function cellsOf(line) {
  const inner = line.trim().replace(/^\|/, "").replace(/(?<!\\)\|$/, "");
  return inner.split(/(?<!\\)\|/).map((cell) => inlines(cell.trim().replaceAll("\\|", "|")));
}

function table(lines, at) {
  const [head, delimiters] = [lines[at], lines[at + 1]];
  if (!head.includes("|") || !delimiters?.includes("-") || !DELIMITERS.test(delimiters)) {
    return null;
  }
  const titles = cellsOf(head);
  if (titles.length < 2 && !delimiters.includes("|") || cellsOf(delimiters).length !== titles.length) {
    return null;
  }
  let end = at + 2;
  while (end < lines.length && lines[end].includes("|")) {
    end++;
  }
  return [{ kind: "table", head: titles, rows: lines.slice(at + 2, end).map(cellsOf) }, end];
}

function quoted(lines, at, depth) {
  let end = at;
  while (end < lines.length && QUOTE.test(lines[end])) {
    end++;
  }
  if (end === at) {
    return null;
  }
  return [{ kind: "quote", blocks: blocksOf(lines.slice(at, end).map((line) => line.replace(QUOTE, "")), depth + 1) }, end];
}

const indentOf = (line) => /^ */.exec(line)[0].length;

function listed(lines, at, depth) {
  const first = ITEM.exec(lines[at].replace(/\t/g, "    "));
  if (!first) {
    return null;
  }
  const [indent, ordered] = [first[1].length, /\d/.test(first[2])];
  const items = [];
  let end = at;
  let blank = false;
  for (; end < lines.length; end++) {
    const line = lines[end].replace(/\t/g, "    ");
    const item = ITEM.exec(line);
    if (!line.trim()) {
      blank = true;
      items.at(-1).lines.push("");
      continue;
    }
    if (item && item[1].length < indent + 2) {
      if (item[1].length < indent - 1 || /\d/.test(item[2]) !== ordered || RULE.test(line)) {
        break;
      }
      items.push({ number: parseInt(item[2], 10), lines: [line.slice(item[0].length)] });
    } else if (indentOf(line) >= indent + 2) {
      items.at(-1).lines.push(line.slice(Math.min(indentOf(line), first[0].length)));
    } else if (blank || begins(lines, end)) {
      break;
    } else {
      items.at(-1).lines.push(line.trimStart());
    }
    blank = false;
  }
  const made = items.map(({ number, lines: own }) => ({ number, blocks: blocksOf(own, depth + 1) }));
  return [{ kind: "list", ordered, items: made }, end];
}

/** True if a line begins something that is no paragraph. */
function begins(lines, at) {
  const line = lines[at];
  return HEADING.test(line) || RULE.test(line) || FENCE.test(line) || QUOTE.test(line) || ITEM.test(line) || table(lines, at) !== null;
}

function paragraph(lines, at) {
  let end = at + 1;
  while (end < lines.length && lines[end].trim() && !begins(lines, end)) {
    end++;
  }
  return [{ kind: "paragraph", text: inlines(lines.slice(at, end).join("\n")) }, end];
}

/** How a mark within a line begins; what follows says whether it is one. */
const MARKS = [
  { kind: "escape", pattern: /\\([!-/:-@[-`{-~])/y },
  { kind: "code", pattern: /(`+)(?!`)([^\n]*?[^`\n])\1(?!`)/y },
  { kind: "break", pattern: /<br ?\/?>/iy },
  { kind: "strong", pattern: /\*\*(?![\s*])((?:[^*]|\*(?!\*))*?[^\s*])\*\*/y },
  { kind: "strong", pattern: /(?<![\p{L}\p{N}_])__(?![\s_])([^_]*?[^\s_])__(?![\p{L}\p{N}_])/uy },
  { kind: "emphasis", pattern: /(?<![A-Za-z0-9*])\*(?![\s*])([^*\n]*?[^\s*])\*(?![A-Za-z0-9*])/y },
  { kind: "emphasis", pattern: /(?<![\p{L}\p{N}_])_(?![\s_])([^_\n]*?[^\s_])_(?![\p{L}\p{N}_])/uy },
  { kind: "struck", pattern: /~~(?![\s~])([^~]*?[^\s~])~~/y },
  { kind: "link", pattern: /!?\[([^[\]\n]*)\]\(([^()\s]*)(?:[ ]"[^"\n]*")?\)/y },
];

/** The pieces of a line: texts, and marks with pieces inside. */
function inlines(source, depth = 0) {
  if (source.length > LONGEST_PARAGRAPH || depth > 4) {
    return [{ kind: "text", text: source }];
  }
  const pieces = [];
  let text = "";
  const flush = () => {
    if (text) {
      pieces.push({ kind: "text", text });
    }
    text = "";
  };
  for (let at = 0; at < source.length;) {
    const found = /[\\`<*_~[!]/.test(source[at]) ? markAt(source, at) : null;
    if (!found) {
      text += source[at++];
      continue;
    }
    const { kind, match } = found;
    at += match[0].length;
    if (kind === "escape") {
      text += match[1];
      continue;
    }
    flush();
    if (kind === "code") {
      pieces.push({ kind, text: match[2].trim() || match[2] });
    } else if (kind === "link") {
      pieces.push({ kind, text: match[1], address: match[2] });
    } else {
      pieces.push({ kind, pieces: kind === "break" ? [] : inlines(match[1], depth + 1) });
    }
  }
  flush();
  return pieces;
}

function markAt(source, at) {
  for (const { kind, pattern } of MARKS) {
    pattern.lastIndex = at;
    const match = pattern.exec(source);
    if (match) {
      return { kind, match };
    }
  }
  return null;
}
