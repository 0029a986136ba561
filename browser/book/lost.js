// Cells that the reader has changed and that the page no longer has.

import { button, element } from './dom.js';

/** Shows those among what is stored at the end of the page, to be copied or deleted. */
export function showLost(page, stored) {
  const { say } = page;
  document.querySelector('.run-lost')?.remove();
  const here = new Set(page.cells.map(({ id }) => id));
  const lost = [...stored].filter(([id, { source }]) => source !== undefined && !here.has(id));
  if (lost.length === 0) return;
  const parts = lost.map(([id, { source }]) => {
    const remove = button(say('forget'), () => {
      part.remove();
      if (!section.querySelector('pre')) section.remove();
      page.store.put(page.notebook, id, null);
    });
    const part = element('div', {}, element('pre', {}, element('code', {}, source)), remove);
    return part;
  });
  const section = element('section', { class: 'run-lost' }, element('p', { class: 'run-note' }, say('gone')), ...parts);
  document.querySelector('main').append(section);
}
