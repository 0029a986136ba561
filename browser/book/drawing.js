// The live board: a program that the build has compiled reads each digit that is drawn.

import { button, element } from './dom.js';
import { Outputs } from './outputs.js';

const LOOKED_AT = 700; // ms in view after which the program is fetched
const SIZE = 1.8; // MB that it takes
const DIGITS = 10;

// The pages with a board: in the place that they have for it, or above a cell that draws.
const PLACES = '#try-drawing';
const CELLS = { ch04_5_learning_algorithm: 'draw' };

export function addDrawing(page) {
  const place = document.querySelector(PLACES);
  const name = page.notebook.split('/').at(-1).replace('.ipynb', '');
  const cell = page.notebook.startsWith('mirrors/') ? null : document.getElementById(CELLS[name] ?? '');
  if (!place && !cell) return;
  const drawing = new Drawing(page.say, !place);
  if (place) {
    place.append(drawing.root);
    place.hidden = false;
  } else {
    cell.before(drawing.root);
  }
  drawing.awaitLook();
}

class Drawing {
  /** @param {boolean} above whether it stands above a cell that draws, and not in a place of its own */
  constructor(say, above) {
    this.say = say;
    this.start = button(say('drawTitle'), () => this.run());
    this.board = element('div', { on: { click: ({ target }) => this.clicked(target) } });
    this.sentence = element('p', { role: 'status' });
    this.bars = element('ol', { class: 'run-bars', start: '0', hidden: true });
    for (let digit = 0; digit < DIGITS; digit++) {
      const meter = element('meter', { max: '1', value: '0', 'aria-label': `${digit}` });
      this.bars.append(element('li', {}, element('span', { class: 'run-digit' }, `${digit}`), meter));
    }
    this.root = element(
      'section',
      { class: 'run-draw' },
      element(above ? 'h3' : 'h2', {}, say('drawTitle')),
      element('p', {}, say('drawText', { size: SIZE }), above ? ` ${say('drawBelow')}` : ''),
      this.start,
      element('div', { class: 'run-draw-row' }, this.board, this.bars),
      this.sentence,
    );
  }

  /** Begins by itself when the reader looks at it, unless data is dear. */
  awaitLook() {
    if (navigator.connection?.saveData) return;
    let timer;
    const look = ([{ isIntersecting }]) => {
      clearTimeout(timer);
      if (isIntersecting) {
        timer = setTimeout(() => {
          this.watch.disconnect();
          this.run();
        }, LOOKED_AT);
      }
    };
    this.watch = new IntersectionObserver(look, { threshold: 0.5 });
    this.watch.observe(this.root);
  }

  /** Runs the program until it ends: the reader presses its button Done. */
  async run() {
    if (this.running) return;
    this.running = true;
    this.watch?.disconnect();
    this.start.hidden = true;
    this.sentence.textContent = this.say('fetching');
    try {
      await this.runOnce();
      this.board.replaceChildren();
      this.sentence.textContent = '';
      this.bars.hidden = true;
    } catch (error) {
      console.warn('The live board:', error);
      this.sentence.textContent = this.say(error.fetching ? 'drawFailed' : 'drawEnded');
    }
    this.running = false;
    this.start.hidden = false;
  }

  async runOnce() {
    const [program, { Program, base }, { Boards }, { showBundle }] = await fetching(Promise.all([
      load(),
      import('./kernel.js'),
      import('../extensions/dlfs-go/kernel/boards.js'),
      import('../extensions/dlfs-go/kernel/session.js'),
    ]));
    const boards = new Boards(true);
    const outputs = new Outputs(this.board, this.say);
    const host = {
      display: (data, id) => {
        this.sentence.textContent = '';
        outputs.display(data, id);
      },
    };
    const env = { DLFS_LANG: document.documentElement.dataset.language, HOME: '/' };
    const on = {
      print: (fd, text) => (fd === 1 ? this.read(text) : console.warn(text)),
      show: (bundle) => showBundle(host, bundle),
      keep: () => {},
      drop: () => {},
      file: () => null,
      board: (question) => boards.ask(question),
    };
    try {
      const { exit, said } = await new Program(base).run(
        { program, argv: ['drawing'], env, kept: [], large: [] }, on, new AbortController().signal,
      );
      if (exit !== 0) throw new Error(said);
    } finally {
      boards.close();
    }
  }

  /** The first of the board's buttons empties it: what was read of it goes, too. */
  clicked(target) {
    if (target.closest('button') !== this.board.querySelector('button')) return;
    this.bars.hidden = true;
    this.sentence.textContent = '';
  }

  /** Shows what the net makes of the last drawing: a line of ten probabilities. */
  read(text) {
    const line = text.trim().split('\n').at(-1);
    const all = line.split(' ').map(Number);
    if (all.length !== DIGITS) return;
    const best = all.indexOf(Math.max(...all));
    this.bars.hidden = false;
    [...this.bars.children].forEach((row, digit) => {
      row.classList.toggle('run-best', digit === best);
      row.lastChild.value = all[digit];
    });
    this.sentence.textContent = this.say('drawReads', { digit: best, percent: Math.round(100 * all[best]) });
  }
}

/** The promise, whose failure is known as one of the network. */
function fetching(promise) {
  return promise.catch((error) => {
    throw Object.assign(error, { fetching: true });
  });
}

/** The program's bytes. Some servers unpack what they send, or have the browser do so. */
async function load() {
  const response = await fetch(new URL('drawing.bin', import.meta.url));
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (bytes[0] !== 0x1f) return bytes;
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(unpacked).arrayBuffer());
}
