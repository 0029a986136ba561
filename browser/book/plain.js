// A field for the text of a cell where the editor cannot be fetched.

import { element } from './dom.js';

export function open(parent, { text, label, change, leave }) {
  const fit = () => {
    field.rows = field.value.split('\n').length + 1;
  };
  const field = element('textarea', {
    'aria-label': label, spellcheck: 'false', autocapitalize: 'off', class: 'run-plain',
    on: {
      input: () => {
        fit();
        change(field.value);
      },
      keydown: (event) => {
        if (event.key === 'Escape') leave();
      },
    },
  });
  const set = (value) => {
    field.value = value;
    fit();
  };
  set(text);
  parent.append(field);
  return { set, focus: () => field.focus(), close: () => field.remove() };
}
