// The keys of a cell. Those that run it work everywhere in it, letters only where nobody writes.

const LETTERS = { a: 'above', s: 'stop', e: 'edit', r: 'reset' };

/** Gives the cells of a page their keys, and names them on their buttons. */
export function addKeys(page) {
  for (const cell of page.cells) {
    cell.root.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') run(page, cell, event);
      else press(cell, event);
    });
    cell.runButton.setAttribute('aria-keyshortcuts', 'Control+Enter Shift+Enter');
    for (const [letter, name] of Object.entries(LETTERS)) {
      const tool = cell[`${name}Button`];
      const key = letter.toUpperCase();
      tool.setAttribute('aria-keyshortcuts', key);
      tool.title = `${tool.title || tool.textContent} [${key}]`;
    }
  }
}

function run(page, cell, event) {
  if (event.isComposing || !(event.shiftKey || event.ctrlKey || event.metaKey) || event.target.closest('.run-line')) return;
  event.preventDefault();
  event.stopPropagation();
  if (event.repeat) return;
  page.run(cell);
  if (event.shiftKey) page.after(cell)?.runButton.focus();
}

/** A letter is a click on its button, if that is shown. */
function press(cell, event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.target.closest('.run-editor, .outputs')) return;
  const tool = cell[`${LETTERS[letterOf(event)]}Button`];
  if (!tool || tool.hidden) return;
  event.preventDefault(); // An editor that opens must not get the letter.
  tool.click();
}

/** The letter on a key, on keyboards for other scripts, too. */
function letterOf({ key, code }) {
  return /^[a-z]$/i.test(key) ? key.toLowerCase() : code.replace('Key', '').toLowerCase();
}
