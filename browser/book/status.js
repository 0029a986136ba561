// The line at the foot of the window: what runs, how much of what it needs has been fetched, and what the reader must know.

import { button, element } from './dom.js';

const MEGA = 1e6;

export class Status {
  constructor(say, stop) {
    this.words = say;
    this.text = element('span', { role: 'status' });
    this.bar = element('progress', { hidden: true, 'aria-label': say('fetching'), max: '1', value: '0' });
    this.part = element('span', { 'aria-hidden': 'true' });
    this.stop = button(say('stop'), stop, { hidden: true });
    this.line = element('div', { class: 'run-status', hidden: true }, this.text, this.bar, this.part, this.stop);
    this.warning = element('div', { class: 'run-warning', role: 'alert' });
    document.body.append(this.line, this.warning);
    this.count = { came: 0, expected: 0 };
  }

  /** A cell is at work. */
  show(cell, what) {
    this.busy = true;
    this.line.hidden = this.stop.hidden = false;
    this.say(cell, what);
    this.showFetched();
  }

  say(cell, what) {
    const sentence = this.words('cellSays', { cell: cell.number, what });
    if (this.text.textContent !== sentence) this.text.textContent = sentence;
  }

  /** Nothing is at work. */
  rest() {
    this.busy = false;
    this.stop.hidden = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.line.hidden = !this.busy;
    }, 2000);
    this.showFetched();
  }

  fetched(count) {
    this.count = count;
    this.showFetched();
  }

  showFetched() {
    const { came, expected } = this.count;
    const shown = this.busy && came < expected;
    this.bar.hidden = !shown;
    this.bar.value = expected > 0 ? came / expected : 0;
    this.part.textContent = shown
      ? this.words('fetchedPart', { size: Math.ceil(expected / MEGA), percent: Math.floor((100 * came) / expected) })
      : '';
  }

  /** Says, until it is closed, what the reader must know. */
  warn(sentence, ...more) {
    const close = button(this.words('close'), () => this.warning.replaceChildren());
    this.warning.replaceChildren(element('p', {}, sentence, ' ', ...more, ' ', close));
  }
}
