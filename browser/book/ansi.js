// Text with the colours of a terminal.

const CODE = /\x1b\[([\d;]*)([A-Za-z])/;
const PART = /(\x1b(\[[\d;]*)?)?$/;
const STYLES = { 1: 'bold', 3: 'italic', 4: 'underlined' };
const ENDS = { 22: 'bold', 23: 'italic', 24: 'underlined' };
const COLOURS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];

/** The text as nodes of a document: a colour is a <span> with its class, such as ansi-red. The next text goes on from what is left. */
export function coloured(text, left = {}) {
  const nodes = document.createDocumentFragment();
  const all = (left.part ?? '') + text;
  [left.part] = PART.exec(all);
  const parts = all.slice(0, all.length - left.part.length).split(CODE); // text, numbers, letter, text, …
  for (let i = 0; i < parts.length; i += 3) {
    if (parts[i]) nodes.append(span(parts[i], left.classes));
    if (parts[i + 2] === 'm') left.classes = after(left.classes, parts[i + 1]);
  }
  return nodes;
}

function span(text, classes) {
  if (!classes?.size) return document.createTextNode(text);
  const element = document.createElement('span');
  element.classList.add(...classes);
  element.textContent = text;
  return element;
}

function after(classes, numbers) {
  const now = new Set(classes);
  for (const number of numbers.split(';').map(Number)) {
    if (number === 0) now.clear();
    if (STYLES[number]) now.add(`ansi-${STYLES[number]}`);
    now.delete(`ansi-${ENDS[number]}`);
    if (!(number >= 30 && number < 40) && !(number >= 90 && number < 98)) continue;
    for (const other of COLOURS) now.delete(`ansi-${other}`);
    if (number === 38) break; // A colour that has no class follows.
    if (COLOURS[number % 10]) now.add(`ansi-${COLOURS[number % 10]}`);
  }
  return now;
}
