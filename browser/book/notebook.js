// The reader's work as Jupyter notebooks: out, and in again.

import { CACHE, Course } from '../extensions/dlfs-go/kernel/memory.js';
import { element } from './dom.js';
import { Outputs } from './outputs.js';
import { unzip, zip } from './zip.js';

const SITE = new URL('../', import.meta.url);
const SOLVED = /(?:^|\/)(exercises\/\d+\.\d+-\d+\.json)$/; // what is known of an exercise, as the kernel keeps it in its cache

class Missing extends Error {}
class NotReached extends Error {}

/** The site's notebook. Throws Missing if there is none of this name, and NotReached if nobody knows. */
export async function original(name) {
  const response = await fetch(new URL(`files/${name}`, SITE)).catch(() => null);
  if (response?.status === 404) throw new Missing(name);
  const notebook = response?.ok && (await response.json().catch(() => null));
  if (!notebook) throw new NotReached(name);
  return notebook;
}

const EMPTY = { cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 };

/** The notebook with the reader's texts and outputs in it. What it no longer has comes last. */
export function changed(notebook, records) {
  const rest = new Map(records);
  const cells = notebook.cells.map((cell) => {
    const record = rest.get(cell.id);
    rest.delete(cell.id);
    return record ? withRecord(cell, record) : cell;
  });
  for (const [id, { source }] of rest) {
    if (source === undefined) continue;
    cells.push({ cell_type: 'code', id, metadata: {}, execution_count: null, outputs: [], source });
  }
  return { ...notebook, cells };
}

function withRecord(cell, { source, outputs, of }) {
  const text = source ?? [cell.source].flat().join('');
  const made = { ...cell, source: text, metadata: { ...cell.metadata, trusted: true } };
  if (outputs && of === text) made.outputs = outputs.map((output) => ({ ...output }));
  else if (source !== undefined) made.outputs = [];
  if (source !== undefined) made.execution_count = null;
  return made;
}

/**
 * All own work as a file: one notebook, or a zip file with several and with what is known of exercises; null if there is none.
 * Throws the name of what is missing.
 */
export async function exported(page) {
  const byNotebook = grouped((await page.store.all()).filter(({ record }) => record.source !== undefined || record.outputs));
  const files = [];
  for (const [name, entries] of byNotebook) {
    const notebook = await original(name).catch((error) => {
      if (error instanceof Missing) return EMPTY; // A newer site may have it under another name.
      throw new Error(name);
    });
    const records = new Map(entries.map(({ id, record }) => [id, record]));
    files.push({ name, text: `${JSON.stringify(changed(notebook, records), null, 1)}\n` });
  }
  for (const [path, content] of await new Course().files()) {
    files.push({ name: path.slice(CACHE.length), text: decode(content) });
  }
  if (files.length === 0) return null;
  if (files.length > 1 || SOLVED.test(files[0].name)) return new File([zip(files)], 'notebooks.zip', { type: 'application/zip' });
  return new File([files[0].text], files[0].name.split('/').at(-1), { type: 'application/x-ipynb+json' });
}

function grouped(entries) {
  const all = new Map();
  for (const entry of entries) all.set(entry.notebook, [...(all.get(entry.notebook) ?? []), entry]);
  return all;
}

/** Takes up notebooks. Returns how many cells are other than the site's, and which files were not taken, with the sentence for why. */
export async function imported(page, files) {
  const refused = [];
  let count = 0;
  const attempt = async (name, take) => {
    try {
      await take();
    } catch (error) {
      console.warn('Not imported:', error);
      refused.push({ name, why: error instanceof NotReached ? 'notReached' : 'notOurs' });
    }
  };
  const takeOne = async ({ name, text }) => {
    const solved = SOLVED.exec(name);
    if (solved) await takeSolved(solved[1], text);
    else count += await importOne(page, name, JSON.parse(text));
  };
  for (const file of files) {
    await attempt(file.name, async () => {
      const bytes = new Uint8Array(await file.arrayBuffer());
      if (!/\.zip$/i.test(file.name)) return takeOne({ name: file.name, text: decode(bytes) });
      for (const each of await unzip(bytes)) {
        if (!/^__MACOSX\/|\/$/.test(each.name)) await attempt(each.name, () => takeOne(each));
      }
    });
  }
  return { count, refused };
}

function decode(bytes) {
  return new TextDecoder().decode(bytes);
}

/** Takes up what is known of an exercise. What is solved here stays so. */
async function takeSolved(name, text) {
  const course = new Course();
  const here = (await course.files()).find(([path]) => path === CACHE + name);
  if (here && JSON.parse(decode(here[1])).solved) return;
  const { solved, hints } = JSON.parse(text);
  const known = JSON.stringify({ solved: solved === true, hints: Number(hints) || 0 });
  await course.keep(CACHE + name, new TextEncoder().encode(known));
}

async function importOne(page, name, notebook) {
  const path = await pathOf(page, name, notebook);
  const ours = await original(path);
  const texts = new Map(codeCells(ours).map((cell) => [cell.id, textOf(cell)]));
  let count = 0;
  for (const [place, cell] of codeCells(notebook).entries()) {
    const id = idOf(cell) ?? `cell-${place + 1}`;
    const [source, base] = [textOf(cell), texts.get(id)];
    if (source === base || (base === undefined && source.trim() === '')) continue;
    const outputs = canBeShown(page, cell.outputs) ? cell.outputs : undefined;
    await takeUp(page, path, id, { source, base: base ?? '', at: Date.now(), outputs, of: source });
    count++;
  }
  if (count > 0 && path === page.notebook) (await import('./lost.js')).showLost(page, await page.store.notebook(path));
  return count;
}

function codeCells({ cells }) {
  return cells.filter((cell) => cell.cell_type === 'code');
}

/** Colab keeps the ids of cells elsewhere, and old notebooks have none. */
function idOf({ id, metadata }) {
  return [id, metadata?.id].find((known) => typeof known === 'string' && known);
}

/** Whether a page can show these outputs: stored, others would fail at each visit. */
function canBeShown(page, outputs) {
  try {
    new Outputs(element('div'), page.say).restore(outputs);
    return true;
  } catch {
    return false;
  }
}

function textOf({ source }) {
  return [source].flat().join('');
}

/** Which of the site's notebooks this is: by its path in a zip file, else by its name, in the language of the page. */
async function pathOf(page, name, { cells }) {
  const within = /(?:^|\/)((?:mirrors\/)?(?:en|zh|ko|ja)\/[^/]+)$/.exec(name);
  if (within) return within[1];
  // Browsers, JupyterLab and Colab add to the name of a copy.
  const plain = name.split('/').at(-1).replace(/^Copy of /, '').replace(/( ?\(\d+\)|-\d+|-Copy\d*| copy)+(?=\.ipynb$)/, '');
  const { language } = document.documentElement.dataset;
  const others = ['en', 'zh', 'ko', 'ja'].filter((other) => other !== language);
  const names = [language, ...others].flatMap((folder) => [`${folder}/${plain}`, `mirrors/${folder}/${plain}`]);
  if (page.notebook.endsWith(`/${plain}`)) names.unshift(page.notebook);
  const known = await Promise.all(names.map((path) => likeness(path, cells)));
  const best = Math.max(...known);
  if (best === 0) throw new Error(`no notebook of ours: ${name}`);
  return names[known.indexOf(best)];
}

/** How many cells a notebook of the site has in common with these, texts included. */
async function likeness(path, cells) {
  try {
    const known = new Map((await original(path)).cells.map((cell) => [cell.id, textOf(cell)]));
    return cells.filter((cell) => known.get(idOf(cell)) === textOf(cell)).length;
  } catch (error) {
    if (error instanceof Missing) return 0;
    throw error;
  }
}

/** Stores an imported cell. What the reader had there before is not lost. */
async function takeUp(page, path, id, record) {
  const { source, aside } = (await page.store.notebook(path)).get(id) ?? {};
  if (aside !== undefined) record.aside = aside; // What was imported since then is in its file.
  else if (source !== undefined && source !== record.source) record.aside = source;
  await page.store.put(path, id, record);
  if (path !== page.notebook) return;
  const { hear } = await import('./versions.js');
  hear(page, id, record, '');
}
