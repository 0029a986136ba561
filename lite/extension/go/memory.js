// What the kernel of a notebook remembers: declarations, kept values, and how many cells have run. It survives a reload
// of the page, and ends with the kernel.

const DATABASE = 'dlfs-go';

const FULL = "The browser's storage is full: what is kept from now on lasts until this page is closed or reloaded.";
const SHARED = 'This notebook is also open in another tab: what is kept in this one lasts until it is closed or reloaded.';

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
    this.warned = false;
    this.work = this.restore();
  }

  forget() {
    this.state = {};
    this.count = 0;
    this.kept = new Map();
  }

  /** When all that was asked is done. */
  get ready() {
    return this.work;
  }

  async restore() {
    this.owner = await this.claim();
    if (!this.owner) return;
    try {
      this.database = await open();
      const [notes, kept] = await Promise.all([
        this.request('notes', 'readonly', (store) => store.get(this.notebook)),
        this.request('kept', 'readonly', (store) => store.getAll(this.range())),
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
      navigator.locks.request(`dlfs-go:${this.notebook}`, { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        return lock && new Promise(() => {}); // Held until the page is gone.
      });
    });
  }

  /** Remembers the declarations and the number of the last cell. */
  note(state, count) {
    Object.assign(this, { state, count });
    return this.write((store) => store.put({ state, count }, this.notebook), 'notes');
  }

  /** Keeps a file. Returns a sentence if it will not survive a reload. */
  keep(path, content) {
    this.kept.set(path, content);
    return this.write((store) => store.put({ path, content }, [this.notebook, path]), 'kept');
  }

  async clear() {
    this.forget();
    this.warned = false;
    await this.write((store) => store.delete(this.notebook), 'notes');
    await this.write((store) => store.delete(this.range()), 'kept');
  }

  /** Does one thing after the other. Returns a sentence the first time that something cannot be stored. */
  write(change, store) {
    const done = this.work.then(async () => {
      if (!this.owner) return store === 'kept' ? this.once(SHARED) : '';
      if (!this.database) return '';
      try {
        await this.request(store, 'readwrite', change);
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

  range() {
    return IDBKeyRange.bound([this.notebook], [this.notebook, []]);
  }

  request(name, mode, make) {
    return new Promise((resolve, reject) => {
      const transaction = this.database.transaction(name, mode);
      const request = make(transaction.objectStore(name));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error ?? new Error('aborted'));
    });
  }
}

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('notes');
      request.result.createObjectStore('kept');
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error('blocked'));
  });
}
