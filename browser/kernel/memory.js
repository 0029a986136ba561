// What survives a reload of the page. A server may have several sites: each has its own.

const LARGE = 1 << 16; // bytes of a file that most programs do without
const MANIFEST = '/gonb/values/manifest';

const SITE = new URL('../../../', import.meta.url).pathname;
const DATABASE = `dlfs-go ${SITE}`;
const PATIENCE = 2000; // ms in which the browser's store has to answer

// What is to be said of it (sentences.js).
const FULL = 'storageFull';
const SHARED = 'otherTab';

/**
 * What the kernel of a notebook remembers: declarations, kept values, the cells that have run and how many they are. It
 * ends with the kernel.
 */
export class Memory {
  static all = new Map();

  /** The memory of a notebook; one for all its kernels in this page. */
  static of(notebook) {
    if (!Memory.all.has(notebook)) Memory.all.set(notebook, new Memory(notebook));
    return Memory.all.get(notebook);
  }

  constructor(notebook) {
    this.notebook = notebook;
    this.forget();
    this.begun = false;
    this.work = Promise.resolve();
  }

  forget() {
    this.warned = false;
    this.state = {};
    this.count = 0;
    this.cells = new Map(); // the sources, by number
    this.ran = new Set(); // the ids of the cells that have run to their end, where they have ids
    this.kept = new Map();
  }

  /** Takes up what is stored, for a kernel that begins. Returns when all that was asked is done. */
  begin() {
    if (!this.begun) this.work = this.work.then(() => this.restore());
    this.begun = true;
    return this.work;
  }

  /** Ends with its kernel: nothing is remembered, and another page may write. */
  async end() {
    this.begin();
    this.begun = false;
    this.clear();
    this.work = this.work.then(() => this.release());
    return this.work;
  }

  async restore() {
    this.forget();
    this.owner = await this.claim();
    if (!this.owner) return;
    try {
      this.database = await open();
      const [notes, kept] = await Promise.all([
        request(this.database, 'notes', 'readonly', (store) => store.get(this.notebook)),
        request(this.database, 'kept', 'readonly', (store) => store.getAll(within(this.notebook))),
      ]);
      if (notes) Object.assign(this, notes);
      for (const { path, content } of kept) this.kept.set(path, content);
    } catch (error) {
      console.warn('dlfs-go: nothing is remembered across reloads:', error);
      this.database = null;
    }
  }

  /** Whether this page, of all that show the notebook, is the one that writes down what it remembers. */
  claim() {
    if (!navigator.locks) return Promise.resolve(true);
    return new Promise((resolve) => {
      this.held = navigator.locks
        .request(`${DATABASE}${this.notebook}`, { ifAvailable: true }, (lock) => {
          resolve(lock !== null);
          return lock && new Promise((letGo) => Object.assign(this, { letGo })); // Otherwise until the page is gone.
        })
        .catch(() => resolve(true)); // A page that may store nothing may lock nothing.
    });
  }

  /** Lets go of what claim took, and waits until it is free. */
  async release() {
    this.owner = false;
    this.letGo?.();
    await this.held;
  }

  /** Remembers the last cell, and the declarations that there are after it. */
  note(state, count, source) {
    Object.assign(this, { state, count });
    this.cells.set(count, source);
    return this.writeNotes();
  }

  /** Remembers that a cell has run to its end. */
  noteRan(id) {
    this.ran.add(id);
    return this.writeNotes();
  }

  writeNotes() {
    const { state, count, cells, ran } = this;
    return this.write((store) => store.put({ state, count, cells, ran }, this.notebook), 'notes');
  }

  /** The files that a program finds: what is kept, and the cells, whose lines are shown where something goes wrong. */
  get files() {
    const small = [...this.kept].filter(([, content]) => content.length < LARGE);
    return [...small, ...[...this.cells].map(([count, source]) => [`/gonb/Cell[${count}]`, source])];
  }

  /** The names of what else is kept. A program asks for it when it needs it. */
  get large() {
    return [...this.kept].filter(([, content]) => content.length >= LARGE).map(([path]) => path);
  }

  /** Keeps a file. Returns the name of a sentence if it will not survive a reload. */
  keep(path, content) {
    this.kept.set(path, content);
    return this.write((store) => store.put({ path, content }, [this.notebook, path]), 'kept');
  }

  /** Keeps a file no longer. */
  drop(path) {
    if (!this.kept.delete(path)) return '';
    return this.write((store) => store.delete([this.notebook, path]), 'kept');
  }

  /** What is kept of the variables of cells: the text of the manifest that nb/kept writes beside them. */
  get values() {
    return new TextDecoder().decode(this.kept.get(MANIFEST) ?? new Uint8Array());
  }

  /** Keeps the variables that the text names, and the files of the others until a program removes them. */
  keepValues(text) {
    return this.keep(MANIFEST, new TextEncoder().encode(text));
  }

  async clear() {
    this.forget();
    await Promise.all([
      this.write((store) => store.delete(this.notebook), 'notes'),
      this.write((store) => store.delete(within(this.notebook)), 'kept'),
    ]);
  }

  /** Does one thing after the other. Returns the name of a sentence the first time that something cannot be stored. */
  write(change, store) {
    const done = this.work.then(async () => {
      if (!this.owner) return store === 'kept' ? this.once(SHARED) : '';
      if (!this.database) return '';
      try {
        await request(this.database, store, 'readwrite', change);
        return '';
      } catch (error) {
        console.warn('dlfs-go: not stored:', error);
        return this.once(FULL);
      }
    });
    this.work = done.then(() => {});
    return done;
  }

  once(sentence) {
    const first = !this.warned;
    this.warned = true;
    return first ? sentence : '';
  }
}

/** Forgets all of the notebooks that the function picks, whatever shows them. */
export async function forget(picks) {
  let database;
  try {
    database = await open();
  } catch {
    return; // There is nothing.
  }
  for (const store of ['notes', 'kept']) {
    const keys = await request(database, store, 'readonly', (all) => all.getAllKeys());
    const gone = keys.filter((key) => picks(Array.isArray(key) ? key[0] : key));
    for (const key of gone) await request(database, store, 'readwrite', (all) => all.delete(key));
  }
}

export const CACHE = '/cache/'; // where a program finds the course's data, and what Course keeps

/** What all notebooks have in common and no kernel takes with it when it ends: the exercises that are solved. */
export class Course {
  static EVERY = ''; // in the place of a notebook
  lost = new Map(); // what could not be stored

  /** The files that there are now; another tab may have changed them. */
  async files() {
    try {
      const stored = await request(await open(), 'kept', 'readonly', (store) => store.getAll(within(Course.EVERY)));
      return [...stored.map(({ path, content }) => [path, content]), ...this.lost];
    } catch (error) {
      console.warn('dlfs-go: what is solved cannot be read:', error);
      return [...this.lost];
    }
  }

  /** Keeps a file. Returns the name of a sentence if it will not survive a reload. */
  async keep(path, content) {
    try {
      await request(await open(), 'kept', 'readwrite', (store) => store.put({ path, content }, [Course.EVERY, path]));
      this.lost.delete(path);
      return '';
    } catch (error) {
      console.warn('dlfs-go: not stored:', error);
      this.lost.set(path, content);
      return FULL;
    }
  }
}

/** The keys of what is kept for a notebook. */
function within(notebook) {
  return IDBKeyRange.bound([notebook], [notebook, []]);
}

function request(database, name, mode, make) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(name, mode);
    const asked = make(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onabort = () => reject(transaction.error ?? new Error('aborted'));
  });
}

let opened;

function open() {
  opened ||= new Promise((resolve, reject) => {
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore('notes');
      asked.result.createObjectStore('kept');
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
    asked.onblocked = () => reject(new Error('blocked'));
    setTimeout(() => reject(new Error('no answer')), PATIENCE);
  });
  return opened;
}
