// Hands a page's work over to JupyterLab, which keeps notebooks in a store of its own in this browser.

import { changed, original } from './notebook.js';

/** Stores the page's notebook where JupyterLab finds it. Returns its path there: another one if it has a different copy. */
export async function handOver(page, path) {
  const site = await original(path);
  const cells = page.cells.map((cell) => [cell.id, cell.record() ?? {}]);
  const ours = changed(site, new Map(cells));
  ours.metadata = { ...ours.metadata, [HANDED]: sum(ours) };
  const files = await openFiles();
  try {
    const name = await freeName(files, path, site, ours);
    await request(files, 'readwrite', (store) => store.put(model(name, ours), name));
    return name;
  } finally {
    files.close();
  }
}

// A notebook that has this in its metadata was handed over, and nobody has changed it if it still has that sum.
const HANDED = 'dlfs_from_the_book';

/** The path itself, or one beside it if somebody has changed what is there. */
async function freeName(files, path, site, ours) {
  for (let number = 1; ; number++) {
    const name = number === 1 ? path : path.replace(/\.ipynb$/, `-${number}.ipynb`);
    const there = (await request(files, 'readonly', (store) => store.get(name)))?.content;
    if (!there || [sum(site), sum(ours), there.metadata?.[HANDED]].includes(sum(there))) return name;
  }
}

/** A number for the texts of a notebook's cells; two different notebooks have the same only by a very rare accident. */
function sum({ cells }) {
  let hash = 0n;
  for (const unit of JSON.stringify(cells.map(({ source }) => [source].flat().join('')))) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(unit.codePointAt(0))) * 0x100000001b3n);
  }
  return hash.toString(16);
}

/** A notebook as JupyterLite keeps it. */
function model(path, content) {
  const now = new Date().toISOString();
  return {
    name: path.split('/').at(-1), path, last_modified: now, created: now, format: 'json', mimetype: 'application/json',
    content, size: JSON.stringify(content).length, writable: true, type: 'notebook',
  };
}

const SITE = new URL('../', import.meta.url).pathname;
const FILES = 'files';

/** Opens JupyterLite's store of files, and makes it if there is none yet. */
async function openFiles(version) {
  const database = await new Promise((resolve, reject) => {
    const asked = indexedDB.open(`JupyterLite Storage - ${SITE}`, version);
    asked.onupgradeneeded = () => {
      if (!asked.result.objectStoreNames.contains(FILES)) asked.result.createObjectStore(FILES);
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
    asked.onblocked = () => reject(new Error('JupyterLab is at work in another tab'));
  });
  if (database.objectStoreNames.contains(FILES)) return database;
  database.close();
  return openFiles(database.version + 1);
}

function request(database, mode, ask) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(FILES, mode);
    const asked = ask(transaction.objectStore(FILES));
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onabort = () => reject(transaction.error ?? new Error('aborted'));
  });
}
