// A cell on the page: its text, which the reader may change, its tools, and what is under it.

import { button, element } from './dom.js';
import { Outputs } from './outputs.js';
import { open as openPlain } from './plain.js';

const REST = 500; // ms without a key after which what is typed is stored …
const LATEST = 1500; // … and after how long it is in any case

export class Cell {
  /** @param {Page} page that has it */
  constructor(page, root) {
    Object.assign(this, { page, root, id: root.id, number: Number(root.dataset.number) });
    this.say = page.say;
    this.pre = root.querySelector('pre.sourceCode');
    this.original = this.pre.textContent.replace(/\n$/, '');
    this.highlighted = [...this.pre.childNodes];
    this.text = this.original;
    this.at = 0; // when the text was changed
    this.outputs = root.querySelector('.outputs');
    this.committed = [...this.outputs.childNodes];
    this.fails = Boolean(this.outputs.querySelector('.failed')); // as it is meant to
    this.state = 'idle';
    this.addTools();
    this.pre.addEventListener('dblclick', () => this.edit());
  }

  addTools() {
    const { say } = this;
    this.runButton = button(say('run'), () => this.page.run(this), { title: say('runKeys') });
    this.aboveButton = button(say('above'), () => this.page.runAbove(this));
    this.stopButton = button(say('stop'), () => this.page.stop(), { hidden: true });
    this.editButton = button(say('edit'), () => this.edit(), { title: say('editKeys') });
    this.resetButton = button(say('reset'), () => this.reset(), { hidden: true, title: say('resetTitle') });
    if (this.number === 1) this.aboveButton.hidden = true;
    this.said = element('span', { class: 'run-said' });
    this.tools = element(
      'div',
      { class: 'run-tools', role: 'group', 'aria-label': say('cell', { cell: this.number }) },
      element('span', { class: 'run-number', 'aria-hidden': 'true' }, `${this.number}`),
      this.runButton, this.stopButton, this.editButton, this.resetButton, this.aboveButton, this.said,
    );
    this.notes = element('div', { class: 'run-notes' });
    this.outputs.before(this.tools, this.notes);
    for (const event of ['pointerenter', 'focusin']) this.tools.addEventListener(event, () => this.page.interested());
  }

  get changed() {
    return this.text !== this.original;
  }

  // The text.

  async edit() {
    const folded = this.pre.closest('details');
    if (folded) folded.open = true;
    this.page.interested();
    if (!this.editor) await (this.opening ??= this.openEditor());
    this.editor.focus();
  }

  async openEditor() {
    // Without a network a plain field must do.
    const { open } = await import('./editor.js').catch(() => ({ open: openPlain }));
    this.place = element('div', { class: 'run-editor' });
    this.pre.after(this.place);
    this.pre.hidden = true;
    this.editor = open(this.place, {
      text: this.text,
      label: this.say('cell', { cell: this.number }),
      change: (text) => this.typed(text),
      leave: () => this.runButton.focus(),
      complete: (text, cursor) => this.page.session?.complete(text, cursor).catch(() => null) ?? null,
    });
  }

  closeEditor() {
    if (!this.editor) return; // One to come has the new text.
    this.editor.close();
    this.place.remove();
    this.editor = this.place = this.opening = null;
    this.pre.hidden = false;
  }

  /** The reader has changed the text. */
  typed(text) {
    this.text = text;
    this.at = Date.now();
    this.base ??= this.original;
    this.typedHere = true;
    this.page.store.persist();
    this.showChange();
    clearTimeout(this.timer);
    this.unsaved ??= Date.now();
    this.timer = setTimeout(() => this.save(), Math.max(0, Math.min(REST, this.unsaved + LATEST - Date.now())));
  }

  /** Gives the cell another text, from the store or from another tab. */
  setText(text, at = Date.now()) {
    this.text = text;
    this.at = at;
    if (this.editor) this.editor.set(text);
    else this.showText();
    this.showChange();
  }

  /** Shows the text where no editor is; the reader's own gets its colours from the editor. */
  showText() {
    if (!this.changed) return this.pre.replaceChildren(...this.highlighted);
    const code = element('code', {}, this.text);
    this.pre.replaceChildren(code);
    import('./editor.js').then(({ colour }) => colour(code)).catch(() => {}); // It can be read without them.
  }

  showChange() {
    this.root.classList.toggle('run-changed', this.changed);
    this.resetButton.hidden = !(this.changed || this.ownOutputs);
  }

  /** The original text and outputs. The reader's text is set aside. */
  reset() {
    if (this.state !== 'idle') this.page.stop();
    this.closeEditor();
    if (this.changed) this.aside = this.text;
    this.setText(this.original);
    this.base = null;
    this.showCommitted();
    this.note();
    this.save();
    this.editButton.focus();
    if (this.aside) import('./versions.js').then(({ offerAside }) => offerAside(this)).catch(() => {}); // The next visit offers it.
  }

  showCommitted() {
    if (this.shown) this.shown.root = element('div'); // where nobody sees what still comes
    this.shown = this.ownOutputs = null;
    this.outputs.replaceChildren(...this.committed);
    this.showChange();
  }

  // The store.

  /** Stores what is the reader's. */
  save() {
    clearTimeout(this.timer);
    this.unsaved = null;
    return this.page.store.put(this.page.notebook, this.id, this.record());
  }

  /** Stores what is not stored yet. */
  flush() {
    if (this.unsaved) this.save();
  }

  /** Stores nothing any more: the page is about to be loaded anew. */
  leave() {
    clearTimeout(this.timer);
    this.unsaved = null;
    this.save = () => {};
  }

  record() {
    const record = {};
    if (this.changed) Object.assign(record, { source: this.text, base: this.base ?? this.original });
    if (this.aside) record.aside = this.aside;
    if (this.ownOutputs) Object.assign(record, { outputs: this.ownOutputs, of: this.ran });
    return Object.keys(record).length > 0 ? { ...record, at: this.at } : null;
  }

  /** Shows what is stored. Where nothing of it is the reader's own text, only what was made of the site's text counts. */
  restore(record) {
    const { source, base, aside, outputs, of, at } = record;
    Object.assign(this, { base, aside });
    if (source !== undefined) this.setText(source, at);
    if (outputs && (of === this.text || of === this.original)) {
      this.ran = of;
      this.ownOutputs = outputs;
      new Outputs(this.outputs, this.say).restore(outputs);
    }
    this.showChange();
  }

  // Runs.

  setState(state, said = '') {
    const busy = state !== 'idle';
    if (busy && this.state === 'idle') this.outputs.classList.remove('run-new');
    this.state = state;
    this.root.classList.toggle('run-busy', busy);
    this.outputs.setAttribute('aria-busy', String(busy));
    if (!busy && document.activeElement === this.stopButton) this.runButton.focus();
    this.stopButton.hidden = !busy;
    this.said.textContent = said;
  }

  /** What the next run of the cell shows itself with. */
  begin() {
    this.ran = this.text;
    this.shown = new Outputs(this.outputs, this.say);
    return this.shown;
  }

  /** The run is over. */
  end() {
    if (!this.shown) return; // It was reset meanwhile.
    this.shown.end();
    this.ownOutputs = this.shown.list();
    this.showChange();
    this.save();
  }

  /** Says something above the outputs, with buttons; without a sentence, nothing any more. */
  note(sentence = '', ...more) {
    const left = this.notes.contains(document.activeElement);
    this.notes.replaceChildren();
    if (left) this.runButton.focus();
    if (sentence) this.notes.append(element('p', { class: 'run-note' }, sentence, ' ', ...more));
  }
}
