// Text with the colours of a terminal.

const CODE = /\x1b\[([\d;]*)([A-Za-z])/;
const STYLES = { 1: 'bold', 3: 'italic', 4: 'underlined' };
const COLOURS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];

/** The text as nodes of a document: what has a colour is in a <span> with a class for it, such as ansi-red. */
export function coloured(text) {
  const nodes = document.createDocumentFragment();
  let classes = new Set();
  const parts = text.split(CODE); // text, numbers, letter, text, …
  for (let i = 0; i < parts.length; i += 3) {
    if (parts[i]) nodes.append(span(parts[i], classes));
    if (parts[i + 2] === 'm') classes = after(classes, parts[i + 1]);
  }
  return nodes;
}

function span(text, classes) {
  if (classes.size === 0) return document.createTextNode(text);
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
    const colour = COLOURS[number % 10];
    if (colour && [30, 90].includes(number - (number % 10))) {
      for (const other of COLOURS) now.delete(`ansi-${other}`);
      now.add(`ansi-${colour}`);
    }
  }
  return now;
}
