/* Elements from values. Text is always a text node: nothing here can make markup of what a person wrote. */

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === undefined || value === null) continue;
    if (name === "class") node.className = value;
    else if (name === "on") for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/* Spans of one line: `[text, style]`, style any of s (strong), e (emphasis), c (code), l (link). */
export function spans(line) {
  return line.map(([text, style]) => {
    let node = document.createTextNode(text);
    if (style.includes("l")) node = el("a", { href: text, target: "_blank", rel: "noopener noreferrer" }, node);
    for (const [letter, tag] of [["c", "code"], ["e", "em"], ["s", "strong"]]) {
      if (style.includes(letter)) node = el(tag, {}, node);
    }
    return node;
  });
}

/* Lines: paragraphs, and lists where lines begin with `- ` or `1. `. */
export function marked(lines) {
  const blocks = [];
  for (const line of lines.filter((one) => one.length)) {
    const sign = signOf(line);
    if (!sign) {
      blocks.push(el("p", {}, ...spans(line)));
      continue;
    }
    const tag = sign[1] ? "ol" : "ul";
    if (blocks.at(-1)?.localName !== tag) blocks.push(el(tag, { start: sign[1] }));
    blocks.at(-1).append(el("li", {}, ...spans([[line[0][0].slice(sign[0].length), ""], ...line.slice(1)])));
  }
  return blocks;
}

function signOf([[text, style]]) {
  return style === "" ? /^(?:- |(\d{1,3})[.)] )/.exec(text) : null;
}

/* The words of marked lines, for a label or a comparison. */
export function words(lines) {
  return lines.map((line) => line.map(([text]) => text).join("")).join(" ");
}

export function icon(name) {
  const shapes = {
    right: "M4 10.5l4 4 8-9",
    almost: "M3.5 11c2-3 4.2-3 6.5-1s4.5 2 6.5-1",
    "not yet": "M10 4.5v6l3.5 2.5 M10 2.5a7.5 7.5 0 1 0 0 15a7.5 7.5 0 1 0 0-15",
    send: "M10 16V4.5 M5 9.5l5-5 5 5",
  };
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  for (const [key, value] of [["viewBox", "0 0 20 20"], ["aria-hidden", "true"], ["class", "icon"]]) svg.setAttribute(key, value);
  path.setAttribute("d", shapes[name]);
  svg.append(path);
  return svg;
}

export function initials(name) {
  const parts = name.trim().split(/\s+/);
  return [...parts].slice(0, 2).map((part) => [...part][0].toUpperCase()).join("");
}

/* One of six tints, the same for the same id. */
export function tint(id) {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + character.codePointAt(0)) % 9973;
  return `tint-${sum % 6}`;
}

export function clock(at) {
  return new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" }).format(new Date(at * 1000));
}

export function day(at) {
  return new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" }).format(new Date(at * 1000));
}
