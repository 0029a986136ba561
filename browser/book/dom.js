// Short words for making parts of a page.

/** An element with attributes, what it listens to (in `on`), and children. */
export function element(tag, { on = {}, ...attributes } = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, '');
    else if (value !== false && value !== undefined) made.setAttribute(name, value);
  }
  for (const [event, listener] of Object.entries(on)) made.addEventListener(event, listener);
  made.append(...children);
  return made;
}

export function button(name, listener, attributes = {}) {
  return element('button', { type: 'button', ...attributes, on: { click: listener } }, name);
}
