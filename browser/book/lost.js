// Cells that the reader has changed and that the page no longer has.

import { button, element } from './dom.js';

/** Shows them at the end of the page, to be copied or deleted. */
export function showLost(page, changed) {
  const { say } = page;
  const parts = changed.map(([id, { source }]) => {
    const remove = button(say('forget'), () => {
      part.remove();
      page.store.put(page.notebook, id, null);
    });
    const part = element('div', {}, element('pre', {}, element('code', {}, source)), remove);
    return part;
  });
  const section = element('section', { class: 'run-lost' }, element('p', { class: 'run-note' }, say('gone')), ...parts);
  document.querySelector('main').append(section);
}
