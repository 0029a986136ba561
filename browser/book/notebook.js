// The reader's work as Jupyter notebooks: out, and in again.

import { CACHE, Course } from '../extensions/dlfs-go/kernel/memory.js';
import { unzip, zip } from './zip.js';

const SITE = new URL('../', import.meta.url);
const SOLVED = /^exercises\/\d+\.\d+-\d+\.json$/; // what is known of an exercise, as the kernel keeps it in its cache

/** The site's notebook. */
export async function original(name) {
  const response = await fetch(new URL(`files/${name}`, SITE));
  if (!response.ok) throw new Error(name);
  return response.json();
}

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
  const byNotebook = grouped(await page.store.all());
  const files = [];
  for (const [name, entries] of byNotebook) {
    const notebook = await original(name).catch(() => {
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

/** Takes up notebooks. Returns how many cells are other than the site's, and the names of the files that are none of ours. */
export async function imported(page, files) {
  const refused = [];
  let count = 0;
  for (const file of files) {
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const inside = file.name.endsWith('.zip') ? await unzip(bytes) : [{ name: file.name, text: decode(bytes) }];
      for (const { name, text } of inside) {
        if (SOLVED.test(name)) await takeSolved(name, text);
        else count += await importOne(page, name, JSON.parse(text));
      }
    } catch (error) {
      console.warn('Not imported:', error);
      refused.push(file.name);
    }
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
  for (const cell of codeCells(notebook)) {
    const [source, base] = [textOf(cell), texts.get(cell.id)];
    if (source === base || (base === undefined && source.trim() === '')) continue;
    const record = { source, base: base ?? '', at: Date.now(), outputs: cell.outputs, of: source };
    await takeUp(page, path, cell.id, record);
    count++;
  }
  return count;
}

function codeCells({ cells }) {
  return cells.filter((cell) => cell.cell_type === 'code');
}

function textOf({ source }) {
  return [source].flat().join('');
}

/** Which of the site's notebooks this is: by its path in a zip file, else by its name, in the language of the page. */
async function pathOf(page, name, { cells }) {
  if (name.includes('/')) return name;
  const plain = name.replace(/ ?\(\d+\)(?=\.ipynb$)/, ''); // what browsers make of a second download
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
    return cells.filter((cell) => known.get(cell.id) === textOf(cell)).length;
  } catch {
    return 0;
  }
}

/** Stores an imported cell. What the reader had there before is not lost. */
async function takeUp(page, path, id, record) {
  const before = (await page.store.notebook(path)).get(id)?.source;
  if (before !== undefined && before !== record.source) record.aside = before;
  await page.store.put(path, id, record);
  if (path !== page.notebook) return;
  const { hear } = await import('./versions.js');
  hear(page, id, record);
}
