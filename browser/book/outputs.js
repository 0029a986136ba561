// What is under a cell: shows what the cell does, and knows it as a notebook's outputs, to be stored.

import { coloured } from './ansi.js';
import { element } from './dom.js';

const IMAGES = ['image/png', 'image/jpeg', 'image/gif'];

/** The outputs of one run of a cell. It is the host of a session. */
export class Outputs {
  /**
   * @param {HTMLElement} root where they are shown; what it has stays until something new comes
   * @param {(text: string) => string} say the page's words
   */
  constructor(root, say) {
    Object.assign(this, { root, say, entries: [], byId: new Map(), pending: true });
  }

  /** What has been shown, as the outputs of a notebook's cell. */
  list() {
    return this.entries.map(({ output }) => output);
  }

  /** Shows stored outputs. */
  restore(outputs) {
    this.begin();
    for (const output of outputs) this.add(joined(output));
  }

  // As a session's host.

  print(fd, text) {
    const name = fd === 2 ? 'stderr' : 'stdout';
    let last = this.pending ? null : this.entries.at(-1);
    if (last?.output.name !== name) last = this.add({ output_type: 'stream', name, text: '' });
    const before = last.output.text;
    last.output.text = written(before, text);
    const code = last.element.firstChild;
    if (last.output.text.length < before.length + text.length) code.replaceChildren(coloured(last.output.text, (last.left = {})));
    else code.append(coloured(text, (last.left ??= {})));
  }

  display(data, id) {
    const known = this.byId.get(id);
    if (known) return this.update(known, data);
    const entry = this.add({ output_type: 'display_data', data, metadata: {} });
    if (id) this.byId.set(id, entry);
  }

  result(data) {
    this.add({ output_type: 'execute_result', data, metadata: {}, execution_count: null });
  }

  error({ name, message, traceback }) {
    this.add({ output_type: 'error', ename: name, evalue: message, traceback: traceback ?? [message] });
  }

  clear(wait) {
    this.pending = true;
    if (!wait) this.begin();
  }

  /** Asks for a line. */
  async input() {
    this.begin();
    const { ask } = await import('./line.js');
    return ask(this);
  }

  /** The run is over: what it showed nothing new for goes, and so does a question that nobody answered. */
  end() {
    this.begin();
    for (const form of this.root.querySelectorAll('.run-line')) form.remove();
  }

  /** Makes room for what comes, if what there is is from before. */
  begin() {
    if (!this.pending) return;
    this.pending = false;
    this.entries = [];
    this.byId.clear();
    this.root.replaceChildren();
    this.root.classList.add('run-new');
  }

  add(output) {
    this.begin();
    const entry = { output, element: shown(output) };
    this.entries.push(entry);
    this.root.append(entry.element);
    bindBoards(entry.element);
    return entry;
  }

  /** Shows something else in the place of an output, once its pictures can be seen: nothing flickers. */
  async update(entry, data) {
    entry.output = { ...entry.output, data };
    if (entry.changing) return; // What is newest then comes next.
    entry.changing = true;
    for (let last; last !== entry.output; ) {
      last = entry.output;
      const next = shown(last);
      await Promise.all([...next.querySelectorAll('img')].map((image) => image.decode().catch(() => {})));
      entry.element.replaceWith(next);
      entry.element = next;
      bindBoards(next);
    }
    entry.changing = false;
  }
}

/** The text after more of it was written: a carriage return goes back to the beginning of the line. */
function written(text, more) {
  const all = text + more;
  if (!text.endsWith('\r') && !more.includes('\r')) return all;
  return all.replace(/\r\n/g, '\n').split('\n').map((line) => line.replace(/^[^]*\r(?=[^\r])/, '')).join('\n');
}

/** An output whose texts are whole, which a notebook's file may have line by line. */
function joined(output) {
  const whole = (text) => (Array.isArray(text) ? text.join('') : text);
  if (output.text) return { ...output, text: whole(output.text) };
  if (!output.data) return output;
  return { ...output, data: Object.fromEntries(Object.entries(output.data).map(([kind, text]) => [kind, whole(text)])) };
}

function shown(output) {
  switch (output.output_type) {
    case 'stream':
      return text(output.text, output.name === 'stderr' ? 'output stderr' : 'output');
    case 'error':
      return text(output.traceback.join('\n'), 'output failed');
  }
  const { data } = output;
  if (data['text/html']) return element('div', { class: 'picture' }, harmless(data['text/html']));
  if (data['image/svg+xml']) return element('div', { class: 'picture' }, harmless(data['image/svg+xml']));
  const kind = IMAGES.find((type) => data[type]);
  if (!kind) return text(data['text/markdown'] ?? data['text/plain'] ?? '', 'output');
  const image = element('img', { src: `data:${kind};base64,${data[kind]}`, alt: data['text/plain'] ?? '' });
  return element('div', { class: 'picture' }, image);
}

function text(content, kind) {
  return element('pre', { class: kind }, element('code', {}, coloured(content)));
}

/** The HTML without what would run as a script, or reach beyond its own place on the page. */
export function harmless(html) {
  const template = document.createElement('template');
  template.innerHTML = html;
  const { content } = template;
  for (const part of content.querySelectorAll('script, meta, base, link, object, embed, animate, set')) part.remove();
  for (const frame of content.querySelectorAll('iframe')) frame.setAttribute('sandbox', '');
  for (const part of content.querySelectorAll('*')) {
    for (const { name, value } of [...part.attributes]) {
      if (name.startsWith('on') || /^javascript:/i.test(value.replace(/[\0- ]/g, ''))) part.removeAttribute(name);
    }
  }
  return content;
}

/** Boards to draw on come alive by the site's own script, in the place of the one that comes with each. */
async function bindBoards(root) {
  const boards = [...root.querySelectorAll('[data-kernel]')];
  if (boards.length === 0) return;
  const { board } = await import('./board.js');
  boards.forEach(board);
}
