// What the reader changes, in the browser's store: of each cell its text and its outputs, under its notebook and its id. A
// server may have several sites: each has its own.

const SITE = new URL('../', import.meta.url).pathname;
const DATABASE = `dlfs-book ${SITE}`;
const LEFT = `${DATABASE} `; // begins names in localStorage
const PATIENCE = 2000; // ms in which the browser's store has to answer

/**
 * A record has, where there is something to keep:
 *
 * - source: the cell's text, if it is not the site's; base: the site's text that it was made from; at: when, in ms
 * - aside: a text that was replaced, by the site's or by another tab's
 * - outputs: what the last run showed; of: the text that it was a run of
 */
export class Store {
  /** @param {(why: 'denied' | 'full') => void} fail hears, once, that nothing is stored from now on */
  constructor(fail) {
    this.fail = fail;
    this.memory = new Map(); // what there is, if the browser's store does not take it
    this.channel = null;
    try {
      this.channel = new BroadcastChannel(DATABASE);
    } catch {
      // Other tabs hear nothing.
    }
  }

  /** Calls back with { notebook, id, record } when another tab has written; without an id, when it has removed. */
  listen(hear) {
    if (this.channel) this.channel.onmessage = ({ data }) => hear(data);
  }

  /** The records of a notebook, by the ids of their cells. */
  async notebook(notebook) {
    const all = await this.all();
    return new Map(all.filter((entry) => entry.notebook === notebook).map(({ id, record }) => [id, record]));
  }

  /** All that is stored, as { notebook, id, record }. */
  async all() {
    let stored = [];
    try {
      stored = await request('readonly', (cells) => cells.getAll());
    } catch (error) {
      this.broken('denied', error);
    }
    const known = new Map(stored.map((entry) => [key(entry), entry]));
    for (const entry of left()) {
      const { outputs, of } = known.get(key(entry))?.record ?? {};
      known.set(key(entry), { ...entry, record: entry.record && { outputs, of, ...entry.record } });
    }
    for (const [name, entry] of this.memory) known.set(name, entry);
    return [...known.values()].filter(({ record }) => record);
  }

  /** Stores a record, or removes it if there is none. */
  async put(notebook, id, record) {
    const entry = { notebook, id, record };
    this.channel?.postMessage(entry);
    if (this.failed) return this.memory.set(key(entry), entry);
    const forget = leave(entry);
    try {
      await request('readwrite', (cells) => (record ? cells.put(entry) : cells.delete([notebook, id])));
    } catch (error) {
      this.memory.set(key(entry), entry);
      this.broken(error.name === 'QuotaExceededError' ? 'full' : 'denied', error);
    }
    forget();
  }

  /** Removes all records, or those of one notebook. */
  async remove(notebook) {
    const gone = (await this.all()).filter((entry) => !notebook || entry.notebook === notebook);
    for (const entry of gone) await this.put(entry.notebook, entry.id, null);
    this.channel?.postMessage({ notebook });
  }

  /** Asks the browser, once, not to throw away what is stored when it is short of room. */
  persist() {
    this.persistent ??= Promise.resolve(navigator.storage?.persist?.()).catch(() => {});
  }

  broken(why, error) {
    if (this.failed) return;
    this.failed = true;
    console.warn('The book stores nothing:', error);
    this.fail(why);
  }
}

function key({ notebook, id }) {
  return `${notebook} ${id}`;
}

/** Keeps a text until the database has it: the page may be gone before. Returns what forgets it. */
function leave({ notebook, id, record }) {
  const name = LEFT + key({ notebook, id });
  const { outputs, of, ...text } = record ?? {};
  const value = JSON.stringify({ notebook, id, record: record && text });
  try {
    localStorage.removeItem(name); // The new one may have no room.
    localStorage.setItem(name, value);
  } catch {
    return () => {}; // There is no room.
  }
  return () => localStorage.getItem(name) === value && localStorage.removeItem(name);
}

/** What pages have left behind. */
function left() {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(LEFT)).map((name) => JSON.parse(localStorage[name]));
  } catch {
    return []; // There is no storage.
  }
}

async function request(mode, ask) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction('cells', mode, { durability: 'strict' });
    const asked = ask(transaction.objectStore('cells'));
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onabort = () => reject(transaction.error ?? new Error('aborted'));
  });
}

let opened;

function open() {
  opened ||= new Promise((resolve, reject) => {
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore('cells', { keyPath: ['notebook', 'id'] });
    asked.onsuccess = () => {
      asked.result.onclose = () => { opened = null; }; // The browser has closed it.
      resolve(asked.result);
    };
    asked.onerror = () => reject(asked.error);
    asked.onblocked = () => reject(new Error('blocked'));
    setTimeout(() => reject(new Error('no answer')), PATIENCE);
  });
  return opened;
}
