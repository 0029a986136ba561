// A line that a program reads: the reader types it below what the cell has shown.

import { element } from './dom.js';

/** Asks for a line, and shows it as printed. Returns it. */
export function ask(outputs) {
  return new Promise((resolve) => {
    const line = element('input', { 'aria-label': outputs.say('line'), autocomplete: 'off' });
    const submit = (event) => {
      event.preventDefault();
      form.remove();
      outputs.print(1, `${line.value}\n`);
      resolve(line.value);
    };
    const form = element('form', { class: 'run-line', on: { submit } }, line, element('button', {}, outputs.say('enter')));
    outputs.root.append(form);
    if (!document.activeElement?.closest('.run-editor')) line.focus(); // Nobody who types is interrupted.
  });
}
