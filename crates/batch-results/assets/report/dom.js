// Small tools for elements. Texts go in as text nodes only: nothing that a model said is ever read as HTML.

const $ = (id) => document.getElementById(id);

/** An element with attributes and children; children are elements or texts. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) {
      made.setAttribute(key, "");
    } else if (value !== false && value !== undefined && value !== null && value !== "") {
      made.setAttribute(key, value);
    }
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** Puts values into a sentence: `{0}`, `{1}`. */
function say(sentence, ...values) {
  return sentence.replace(/\{(\d)\}/g, (_, n) => String(values[n]));
}

const plain = new Intl.NumberFormat(document.documentElement.lang);

/** A row of buttons of which one or some are pressed. */
function chips(parent, items, pressed, choose, attribute = "aria-pressed") {
  parent.replaceChildren(...items.map(({ label, title, value, className }) => {
    const button = element("button", { type: "button", title, class: className }, label);
    button.setAttribute(attribute, String(pressed(value)));
    if (attribute === "aria-selected") {
      button.setAttribute("role", "tab");
    }
    button.addEventListener("click", () => choose(value));
    return button;
  }));
}

/**
 * A list of which only the rows in sight exist. `make(n)` builds row n; `redraw()` builds them anew.
 */
function virtualList(scroller, body, height, make) {
  let length = 0;
  let drawn = new Map();
  let all = false;
  const draw = () => {
    const top = Math.max(0, scroller.scrollTop - body.offsetTop);
    const first = all ? 0 : Math.max(0, Math.floor(top / height) - 8);
    const last = all ? length : Math.min(length, Math.ceil((top + scroller.clientHeight) / height) + 8);
    const next = new Map();
    const fresh = [];
    for (let n = first; n < last; n++) {
      let row = drawn.get(n);
      if (row) {
        drawn.delete(n);
      } else {
        row = make(n);
        row.style.top = n * height + "px";
        fresh.push(row);
      }
      next.set(n, row);
    }
    drawn.forEach((row) => row.remove());
    drawn = next;
    body.append(...fresh);
  };
  const redraw = (rows = length) => {
    length = rows;
    drawn.forEach((row) => row.remove());
    drawn = new Map();
    body.style.height = length * height + "px";
    draw();
  };
  scroller.addEventListener("scroll", draw, { passive: true });
  new ResizeObserver(draw).observe(scroller);
  window.addEventListener("beforeprint", () => { all = true; redraw(); });
  window.addEventListener("afterprint", () => { all = false; redraw(); });
  const show = (n) => {
    const [top, room] = [n * height, scroller.clientHeight - body.offsetTop];
    if (top < scroller.scrollTop) {
      scroller.scrollTop = top;
    } else if (top + height > scroller.scrollTop + room) {
      scroller.scrollTop = top + height - room;
    }
  };
  return { redraw, show, row: (n) => drawn.get(n) };
}

/** The dialog that lists the keys: for each line its keys and what they do. */
function setUpHelp(lines) {
  $("keys").replaceChildren(...lines.flatMap(([keys, what]) => [
    element("dt", {}, ...keys.flatMap((key) => [element("kbd", {}, key), " "])), element("dd", {}, what),
  ]));
  $("help-button").addEventListener("click", () => $("help").showModal());
}
