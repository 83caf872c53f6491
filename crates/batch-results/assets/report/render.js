// Answers as they are meant to be read, made of elements and text nodes; and their texts without marks, on which search,
// differences and quotations work.

/** JSON laid out line by line, its values letter for letter as they stand (a number with twenty digits keeps them); null if
    it is none. */
function laidOut(source) {
  const text = source.trim();
  if (!/^[[{]/.test(text)) {
    return null;
  }
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  let out = "";
  let depth = 0;
  const line = () => "\n" + "  ".repeat(depth);
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+/g)) {
    if (token === "{" || token === "[") {
      depth++;
      out += token + line();
    } else if (token === "}" || token === "]") {
      depth--;
      out = /[[{]\s*$/.test(out) ? out.trimEnd() + token : out + line() + token;
    } else {
      out += token === "," ? "," + line() : token === ":" ? ": " : token;
    }
  }
  return out;
}

/** The blocks of an answer: JSON is one of code. */
function blocksOfAnswer(source) {
  const json = laidOut(source);
  return json === null ? markdown(source) : [{ kind: "code", language: "json", text: json }];
}

const codeText = ({ language, text }) => (/^json/.test(language) && laidOut(text)) || text;

/** An answer as elements. */
function rendered(source) {
  return element("div", { class: "said" }, ...blocksOfAnswer(source).map(blockElement));
}

function blockElement(block) {
  switch (block.kind) {
    case "heading":
      return element("h" + Math.min(6, block.level + 3), {}, ...block.text.map(piece));
    case "rule":
      return element("hr");
    case "code":
      return element("pre", { class: "code" }, element("code", {}, codeText(block)));
    case "quote":
      return element("blockquote", {}, ...block.blocks.map(blockElement));
    case "list":
      return element(block.ordered ? "ol" : "ul", {}, ...block.items.map(({ number, blocks }) =>
        element("li", { value: block.ordered ? String(number) : null }, ...itemContent(blocks))));
    case "table":
      return element("div", { class: "wide" }, element("table", {},
        element("thead", {}, element("tr", {}, ...block.head.map((cell) => element("th", {}, ...cell.map(piece))))),
        element("tbody", {}, ...block.rows.map((row) =>
          element("tr", {}, ...row.map((cell) => element("td", {}, ...cell.map(piece))))))));
    default:
      return element("p", {}, ...block.text.map(piece));
  }
}

/** An item that is one paragraph stands without its space. */
function itemContent(blocks) {
  const [first, ...rest] = blocks;
  return first?.kind === "paragraph" ? [...first.text.map(piece), ...rest.map(blockElement)] : blocks.map(blockElement);
}

function piece({ kind, text, address, pieces }) {
  switch (kind) {
    case "text":
      return document.createTextNode(text);
    case "code":
      return element("code", {}, text);
    case "break":
      return element("br");
    case "link":
      // Named, never led to: the page goes nowhere.
      return element("span", { class: "address", title: address }, text && text !== address ? text + " (" + address + ")" : address);
    default:
      return element({ strong: "strong", emphasis: "em", struck: "s" }[kind], {}, ...pieces.map(piece));
  }
}

const piecesText = (pieces) => pieces.map(({ kind, text, address, pieces: inner }) =>
  kind === "break" ? "\n" : kind === "link" ? text + " (" + address + ")" : inner ? piecesText(inner) : text).join("");

function blockText(block) {
  switch (block.kind) {
    case "rule": return "";
    case "code": return codeText(block);
    case "quote": return block.blocks.map(blockText).join("\n");
    case "list": return block.items.map(({ blocks }) => blocks.map(blockText).join("\n")).join("\n");
    case "table": return [block.head, ...block.rows].map((row) => row.map(piecesText).join(" ")).join("\n");
    default: return piecesText(block.text);
  }
}

/** An answer's text without marks. */
function withoutMarks(source) {
  return blocksOfAnswer(source).map(blockText).join("\n");
}

const BLOCKS = new Set(["P", "LI", "UL", "OL", "H4", "H5", "H6", "PRE", "BLOCKQUOTE", "TR", "TABLE", "DIV", "BR", "HR"]);

/** What an element says: its text nodes' texts with a line feed between blocks, and where each begins. */
function flatten(root) {
  let text = "";
  const nodes = [];
  const edge = () => {
    if (text && !text.endsWith("\n")) {
      text += "\n";
    }
  };
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      nodes.push({ node, from: text.length });
      text += node.data;
      return;
    }
    const block = node !== root && BLOCKS.has(node.nodeName);
    if (block) {
      edge();
    } else if (/^T[DH]$/.test(node.nodeName) && node.previousSibling) {
      text += " ";
    }
    node.childNodes.forEach(walk);
    if (block) {
      edge();
    }
  };
  walk(root);
  return { text, nodes };
}

/** Puts ranges `{from, to, make}` of an element's text, in order and apart, into elements that `make` makes; `to` equal to
    `from` puts one between. */
function wrapRanges({ nodes }, ranges) {
  let last = nodes.length - 1;
  for (const { from, to, make } of [...ranges].reverse()) {
    while (last > 0 && nodes[last].from >= Math.max(to, from + 1)) {
      last--;
    }
    if (from === to) {
      const { node, from: begin } = nodes[last] ?? {};
      node?.parentNode.insertBefore(make(), from - begin < node.data.length ? node.splitText(from - begin) : node.nextSibling);
      continue;
    }
    for (let n = last; n >= 0 && nodes[n].from + nodes[n].node.data.length > from; n--) {
      const { node, from: begin } = nodes[n];
      const [start, end] = [Math.max(0, from - begin), Math.min(node.data.length, to - begin)];
      if (start < end) {
        node.splitText(end);
        const inner = node.splitText(start);
        const around = make();
        inner.replaceWith(around);
        around.append(inner);
      }
    }
  }
}

/** Marks each of some words in an element. */
function markWords(root, terms) {
  const wanted = terms.filter((term) => term);
  if (!wanted.length) {
    return;
  }
  const flat = flatten(root);
  const pattern = new RegExp(wanted.map(escapePattern).join("|"), "giu");
  const ranges = [...flat.text.matchAll(pattern)].map((found) =>
    ({ from: found.index, to: found.index + found[0].length, make: () => element("mark") }));
  wrapRanges(flat, ranges);
}
