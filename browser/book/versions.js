// Two texts of one cell: the reader's and a newer one of the site, or those of two tabs.

import { button, element } from './dom.js';
import { showLost } from './lost.js';

/** Takes up what is stored of a page. */
export function restore(page, stored) {
  for (const cell of page.cells) {
    const record = stored.get(cell.id);
    if (!record || !restored(cell, record)) continue;
    if (record.source !== undefined && record.base !== cell.original && cell.changed) offerVersions(cell);
    else if (cell.aside) offerAside(cell);
  }
  showLost(page, stored);
}

/** Whether a record could be shown. A damaged one leaves the other cells alone. */
function restored(cell, record) {
  try {
    cell.restore(record);
    return true;
  } catch (error) {
    console.warn('A damaged record:', error);
    return false;
  }
}

/** The site has another text now than the one that the reader has changed. */
function offerVersions(cell) {
  const { say } = cell;
  const decided = (sentence, ...more) => {
    cell.base = cell.original;
    cell.note(sentence, ...more);
    cell.save();
  };
  const yours = button(say('yours'), () => decided());
  const site = button(say('theNew'), () => {
    cell.aside = cell.text;
    cell.setText(cell.original);
    cell.save();
    offerAside(cell);
  });
  const both = button(say('both'), () => {
    decided();
    const text = (whose, code) => element('div', {}, element('p', {}, say(whose)), element('pre', {}, element('code', {}, code)));
    cell.notes.append(element('div', { class: 'run-both' }, text('yourText', cell.text), text('newText', cell.original)));
  });
  cell.note(say('newVersion'), yours, ' ', site, ' ', both);
}

/** The reader's text was replaced, and can come back. */
export function offerAside(cell) {
  const { say } = cell;
  const back = button(say('takeBack'), () => {
    const text = cell.aside;
    cell.aside = null;
    cell.note();
    cell.setText(text);
    cell.base = cell.original;
    cell.save();
  });
  const forget = button(say('forget'), () => {
    cell.aside = null;
    cell.note();
    cell.save();
  });
  cell.note(say('replaced'), back, ' ', forget);
}

/** Another tab has stored a record of this page, or has removed all; or an import has. */
export function hear(page, id, record, said = 'otherTab') {
  if (!id) return;
  const cell = page.cells.find((other) => other.id === id);
  if (!cell) return;
  const text = record?.source ?? cell.original;
  if (text !== cell.text) hearText(cell, text, record?.at ?? Date.now(), said);
  if (record?.aside && !cell.aside) {
    cell.aside = record.aside;
    offerAside(cell);
  }
  if (cell.state !== 'idle') return;
  if (record?.outputs && record.of === cell.text) restored(cell, { ...record, aside: cell.aside });
  else if (!record) cell.showCommitted();
}

function hearText(cell, text, at, said) {
  if (at < cell.at) return; // Ours is newer, and the other tab hears of it.
  const ours = cell.typedHere && cell.changed ? cell.text : null;
  clearTimeout(cell.timer);
  cell.unsaved = null;
  cell.typedHere = false;
  cell.base ??= cell.original;
  cell.setText(text, at);
  if (ours === null) return cell.aside ? offerAside(cell) : cell.note(said && cell.say(said));
  cell.aside = ours;
  offerAside(cell);
  cell.save();
}
