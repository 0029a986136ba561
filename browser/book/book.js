// Makes the cells of a page run. Without it the page is complete to read.

import { keep, leaveOff } from '../extensions/dlfs-go/kernel/keeping.js';
import { Cell } from './cell.js';
import { button, element } from './dom.js';
import { Status } from './status.js';
import { Store } from './store.js';
import { words } from './words.js';

const LOADED = 1000; // ms after which the rest of the site may come, if a page is only read …
const RESTED = 3000; // … and after a run
const READING = 3000; // ms of reading that count as interest: after ten seconds all is ready, then

// What a first run fetches, and what charts and MNIST add, in MB. A test compares it with the site.
const FETCHED = { tools: 16, chart: 10, digits: 11 };
const CHART = /\bplot(ting|ter)?\./;
const DIGITS = /\bLoadMNIST\b/;

class Page {
  constructor(say, root) {
    this.say = say;
    this.notebook = root.dataset.notebook ?? '';
    this.status = new Status(say, () => this.stop());
    this.store = new Store((why) => this.status.warn(say(why)));
    this.cells = [];
    this.queue = [];
    this.halt();
  }

  /** Takes the page's cells up, with what the reader has made of them. */
  async begin() {
    const stored = this.notebook ? await this.store.notebook(this.notebook) : new Map();
    const versions = () => import('./versions.js');
    const { restore } = stored.size > 0 ? await versions() : {}; // before anybody can type
    const roots = [...document.querySelectorAll('main .cell.code')];
    if (roots.length > 0) roots.push(addOwnCell(this.say, roots.length + 1));
    this.cells = roots.map((root) => new Cell(this, root));
    restore?.(this, stored);
    this.store.listen(({ notebook, id, record }) => {
      if (notebook === this.notebook) versions().then(({ hear }) => hear(this, id, record));
    });
    for (const event of ['pagehide', 'visibilitychange']) {
      window.addEventListener(event, () => this.cells.forEach((cell) => cell.flush()));
    }
    // An editor has only the lines that are seen.
    window.addEventListener('beforeprint', () => this.cells.forEach((cell) => cell.editor && cell.showText()));
    if (this.cells.length > 0) this.addBar();
    this.awaitReading();
  }

  /** Says, above the first cell, what running fetches, and by which keys it goes. */
  addBar() {
    const { say } = this;
    const text = this.cells.map((cell) => cell.original).join('\n');
    const size = FETCHED.tools + (CHART.test(text) ? FETCHED.chart : 0) + (DIGITS.test(text) ? FETCHED.digits : 0);
    const keys = element('details', {}, element('summary', {}, say('keys')), element('p', {}, say('keysHelp')));
    this.cells[0].root.before(
      element(
        'aside',
        { class: 'run-bar', 'aria-label': say('cellsRun') },
        element('p', {}, say('fetches', { size })),
        button(say('runAll'), () => this.runAll()),
        keys,
      ),
    );
  }

  // The kernel.

  /** The reader shows interest: the kernel gets ready, unless data is dear. */
  interested() {
    this.waited();
    if (!navigator.connection?.saveData) this.warming ??= this.warm();
    this.rest();
  }

  async warm() {
    this.preparing = true;
    try {
      await (await this.kernel()).warm();
    } catch {
      this.warming = null; // The run that needs it will say why.
    }
    this.preparing = false;
    this.rest();
  }

  /** The reader waits for something, or soon will: the rest of the site must not take its time. */
  waited() {
    clearTimeout(this.keeping);
    leaveOff();
  }

  /** After a while in which nobody has waited for anything, the site is kept for later visits: what has run as well. */
  rest(pause = RESTED) {
    clearTimeout(this.keeping);
    this.keeping = setTimeout(() => {
      if (!this.working && !this.preparing) keepSite(this.ran || this.cells.some(({ changed }) => changed)); // Both come here again.
    }, pause);
  }

  kernel() {
    const failed = () => {
      throw new Error(this.say('notFetched'));
    };
    this.starting ??= import('./kernel.js').catch(failed).then(({ Kernel }) => {
      const kernel = new Kernel(this.notebook, (count) => this.status.fetched(count));
      this.session = kernel.session;
      return kernel;
    });
    this.starting.catch(() => {
      this.starting = null;
    });
    return this.starting;
  }

  /** Takes some reading for interest, or having run something before: then nothing has to be fetched. */
  async awaitReading() {
    if (this.cells.length === 0) return;
    const reading = (await isKept()) ? 0 : READING;
    let timer;
    const look = () => {
      clearTimeout(timer);
      if (!document.hidden) timer = setTimeout(() => this.interested(), reading);
    };
    document.addEventListener('visibilitychange', look);
    look();
  }

  // Runs.

  /** Runs a cell, and before it those that it needs and that have not run. */
  run(cell) {
    this.enqueue([{ cell, needing: true }]);
  }

  runAbove(cell) {
    this.runEach(this.cells.slice(0, this.cells.indexOf(cell)));
  }

  runAll() {
    this.runEach(this.cells);
  }

  /** Runs cells one after the other, until one fails that is not meant to. */
  runEach(cells) {
    const group = {};
    this.enqueue(cells.filter(({ text }) => text.trim()).map((cell) => ({ cell, group })));
  }

  after(cell) {
    return this.cells[this.cells.indexOf(cell) + 1];
  }

  enqueue(jobs) {
    for (const { cell } of jobs) cell.setState('waiting', this.say('waiting'));
    this.queue.push(...jobs);
    this.waited();
    this.working ??= this.work().finally(() => {
      this.working = null;
      this.status.rest();
      this.rest();
    });
  }

  async work() {
    while (this.queue.length > 0) {
      const { cell, needing, group } = this.queue.shift();
      const well = await (needing ? this.runWithNeeds(cell) : this.execute(cell));
      if (!well && group && !cell.fails) this.drop((job) => job.group === group);
    }
  }

  /** Takes jobs out of the queue. */
  drop(which) {
    const dropped = this.queue.filter(which);
    this.queue = this.queue.filter((job) => !which(job));
    for (const { cell } of dropped) cell.setState('idle');
  }

  /** Stops what runs and what waits. */
  stop() {
    this.drop(() => true);
    this.halted.stop();
    this.halt();
    this.session?.interrupt();
  }

  /** What waits for something waits until the next stop, too. */
  halt() {
    const halted = {};
    halted.come = new Promise((resolve) => {
      halted.stop = () => {
        halted.now = true;
        resolve();
      };
    });
    this.halted = halted;
  }

  async runWithNeeds(cell) {
    const { halted } = this;
    cell.note();
    cell.setState('busy', this.say(this.firstPhase));
    this.status.show(cell, this.say(this.firstPhase));
    const needed = this.kernel().then((kernel) => kernel.needed(this.cells, cell));
    let first;
    try {
      first = (await Promise.race([halted.come, needed])) ?? [];
    } catch (error) {
      return this.failed(cell, error);
    }
    if (first.length > 0) {
      const { runFirst } = await import('./kernel.js'); // It is here: the kernel has said what runs first.
      if (!(await runFirst(this, cell, first, halted))) return false;
    }
    if (halted.now) return this.ended(cell, 'stopped');
    return this.execute(cell);
  }

  /** What a run begins with: the first one has to fetch the tools. */
  get firstPhase() {
    return this.ran ? 'compiling' : 'fetching';
  }

  /** Runs one cell. Returns whether that went well. */
  async execute(cell) {
    const { halted } = this;
    const phase = (name) => {
      cell.setState('busy', this.say(name));
      this.status.show(cell, this.say(name));
    };
    phase(this.firstPhase);
    let host;
    try {
      const { session } = (await Promise.race([halted.come, this.kernel()])) ?? {};
      if (halted.now) return this.ended(cell, 'stopped');
      host = cell.begin();
      host.phase = phase;
      await session.execute(cell.number, cell.text, host);
      const memory = await session.memory();
      await memory.noteRan(cell.id);
      cell.end();
      this.ran = true;
      return this.ended(cell, 'done');
    } catch (error) {
      return this.failed(cell, error, host);
    }
  }

  failed(cell, error, host = cell.begin()) {
    host.error(error);
    cell.end();
    return this.ended(cell, error.name === 'Interrupted' ? 'stopped' : 'failed');
  }

  /** Says how a run has ended. Returns whether that went well. */
  ended(cell, how) {
    cell.setState('idle', this.say(how));
    this.status.say(cell, this.say(how));
    return how === 'done';
  }
}

/** Adds an empty cell of the reader's own below all others. */
function addOwnCell(say, number) {
  const root = element(
    'section',
    { id: 'own', class: 'cell code run-own-cell', 'data-number': `${number}` },
    element('h2', {}, say('ownCell')),
    element('p', {}, say('ownCellText')),
    element('pre', { class: 'sourceCode go' }),
    element('div', { class: 'outputs' }),
  );
  const main = document.querySelector('main');
  main.insertBefore(root, main.querySelector(':scope > nav.steps'));
  return root;
}

/** Whether the browser has kept the kernel, as something has run. */
async function isKept() {
  try {
    return Boolean(await caches.match(new URL('../extensions/dlfs-go/kernel/builder.js', import.meta.url), { ignoreSearch: true }));
  } catch {
    return false; // There is no storage here.
  }
}

/** Has the service worker keep the site for later visits. */
function keepSite(ran) {
  keep(new URL('../', import.meta.url), { language: document.documentElement.dataset.language, ran });
}

const root = document.documentElement;
const page = new Page(await words(root.dataset.language), root);
await page.begin();
import('./keys.js').then(({ addKeys }) => addKeys(page));
import('./work.js').then(({ addWork }) => addWork(page));
import('./drawing.js').then(({ addDrawing }) => addDrawing(page));
if (document.readyState !== 'complete') await new Promise((resolve) => window.addEventListener('load', resolve, { once: true }));
page.rest(LOADED);
