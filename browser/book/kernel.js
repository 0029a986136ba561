// The Go kernel of a page: its worker is fetched when the reader shows interest, and made fast while nobody waits.

import { Builder, Program } from '../extensions/dlfs-go/kernel/client.js';
import { Session } from '../extensions/dlfs-go/kernel/session.js';
import { element } from './dom.js';

export { Program };
export const base = new URL('../extensions/dlfs-go/kernel/', import.meta.url).href;

export class Kernel {
  /**
   * @param {string} notebook whose values it keeps, apart from JupyterLab's
   * @param {(count: {came: number, expected: number}) => void} fetched hears of the bytes that it fetches
   */
  constructor(notebook, fetched) {
    this.builder = new Builder(base, null, fetched);
    this.session = new Session(() => `book/${notebook}`, this.builder);
  }

  /** Fetches the tools and makes them fast. A run that comes meanwhile goes first. */
  warm() {
    this.warmed ??= this.builder.ask('warm').catch(() => {
      this.warmed = null; // The run that needs it will say why.
    });
    return this.warmed;
  }

  /** Those of a page's cells whose values or declarations a cell needs, and that have not run yet. */
  async needed(cells, cell) {
    const [needs, { ran }] = await Promise.all([this.needs(cells.map(({ text }) => text)), this.session.memory()]);
    return before(cells.indexOf(cell), needs)
      .map((place) => cells[place])
      .filter(({ id }) => !ran.has(id));
  }

  /** For each cell, by its place, the cells whose values or declarations it needs, and those with methods of its types. */
  async needs(sources) {
    const name = JSON.stringify(sources);
    if (this.knownOf !== name) {
      const { Needs } = await this.builder.ask('cells', { Do: 'needs', Cells: sources });
      Object.assign(this, { knownOf: name, known: Needs });
    }
    return this.known;
  }
}

/** The cells that have to run before a cell, by their places, in order. */
function before(cell, needs) {
  const found = new Set();
  const visit = (place) => {
    if (found.has(place)) return;
    found.add(place);
    for (const other of needs[place].Cells ?? []) visit(other);
    for (const other of needs[place].Methods ?? []) if (other < cell) visit(other);
  };
  visit(cell);
  found.delete(cell);
  return [...found].sort((a, b) => a - b);
}

/** Runs the cells that a cell needs, until the page is halted. Returns whether all went well; the cell says which ran, or which failed. */
export async function runFirst(page, cell, first, halted) {
  const { say } = page;
  for (const other of first) {
    if (halted.now) return true;
    cell.setState('busy', say('waiting'));
    if ((await page.execute(other)) || other.fails || halted.now) continue;
    cell.note(say('firstFailed', { cell: other.number }), element('a', { href: `#${other.id}` }, say('there')));
    cell.setState('idle');
    return false;
  }
  if (!halted.now) cell.note(ranFirst(say, first));
  return true;
}

function ranFirst(say, cells) {
  const list = new Intl.ListFormat(say('locale')).format(cells.map(({ number }) => `${number}`));
  return say(cells.length === 1 ? 'ranOne' : 'ranFirst', { cells: list });
}
