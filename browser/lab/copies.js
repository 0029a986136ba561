// The learner's copies of the course's notebooks, in the store of JupyterLab there. A copy hides every later version of its
// notebook, so one that nobody changed is dropped, and for one that somebody did the new version is offered.

/** What tells whether somebody changed a notebook: the cells as they are written, without what they show. */
export function digest({ cells }) {
  const text = JSON.stringify(cells.map(({ cell_type: type, source }) => [type, joined(source)]));
  // cyrb53, as hashing by the browser needs https. Nobody gains anything by a collision.
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(16);
}

function joined(text) {
  return Array.isArray(text) ? text.join('') : text;
}

/** The notebook with the digest of the original that it began from, which it carries wherever it goes. */
function marked(notebook, original) {
  return { ...notebook, metadata: { ...notebook.metadata, dlfs_original: original } };
}

/** The notebook as the site has it, or null. */
async function originalOf(site, path) {
  try {
    if (!(await isListed(site, path))) return null;
    const address = new URL(`files/${path.split('/').map(encodeURIComponent).join('/')}`, site);
    const response = await fetch(address, { cache: 'no-cache' }); // The browser's own cache may be older than the site.
    return response.ok ? await response.json() : null;
  } catch {
    return null; // Without a network the copy is all that there is.
  }
}

/** Whether the site has a file. To ask for one that it has not would be an error in the browser's log. */
export async function isListed(site, path) {
  let folder = 'api/contents/';
  for (const name of path.split('/')) {
    const { content } = await (await fetch(new URL(`${folder}all.json`, site), { cache: 'no-cache' })).json();
    if (!content.some((entry) => entry.name === name)) return false;
    folder += `${encodeURIComponent(name)}/`;
  }
  return true;
}

function sameOutputs(one, other) {
  const shown = ({ cells }) => JSON.stringify(cells.map(({ outputs = [] }) => outputs.map(told)));
  return shown(one) === shown(other);
}

/** An output without what each run numbers anew. */
function told({ output_type: type, name, text, data = {}, ename, evalue }) {
  const forms = Object.entries(data).map(([kind, content]) => [kind, joined(content)]);
  return [type, name, joined(text ?? ''), forms.sort(), ename, evalue];
}

export class Copies {
  /**
   * @param {object} drive JupyterLite's, whose storage is a localforage
   * @param {{offer: (path: string, update: object) => void, full: () => void, stored: () => void}} tell what the learner hears
   */
  constructor(drive, site, tell) {
    Object.assign(this, { drive, site, tell });
    this.originals = new Map(); // the digest of the original that a copy began from, by path
    this.reviewed = new Map(); // by path, once a visit
    this.unstored = new Map(); // what was saved when there was no room
    this.real = Object.fromEntries(['get', 'save', 'createCheckpoint'].map((name) => [name, drive[name].bind(drive)]));
    drive.get = (path, options) => this.get(path, options);
    drive.save = (path, options) => this.save(path, options);
    drive.createCheckpoint = (path) => this.createCheckpoint(path);
  }

  async get(path, options) {
    const name = nameOf(path);
    const kept = this.unstored.get(name);
    if (kept) return options?.content ? kept : { ...kept, content: null };
    if (!options?.content || !name.endsWith('.ipynb')) return this.real.get(path, options);
    const copy = await this.copyOf(name);
    if (copy && !this.reviewed.has(name)) this.reviewed.set(name, this.review(name, copy, true));
    await this.reviewed.get(name);
    const model = await this.real.get(path, options);
    if (!copy && model.format === 'json') this.originals.set(name, digest(model.content));
    return model;
  }

  async save(path, options = {}) {
    const name = nameOf(path);
    const original = this.originals.get(name);
    if (original && options.content?.cells) options = { ...options, content: marked(options.content, original) };
    try {
      const model = await this.real.save(path, options);
      this.unstored.delete(name);
      this.tell.stored();
      return model;
    } catch (error) {
      if (!noRoom(error)) throw error;
      const now = new Date().toISOString();
      const model = { name: name.split('/').at(-1), path: name, created: now, last_modified: now, writable: true, ...options };
      this.unstored.set(name, model);
      this.tell.full();
      return model;
    }
  }

  async createCheckpoint(path) {
    try {
      return await this.real.createCheckpoint(path);
    } catch (error) {
      if (!noRoom(error)) throw error;
      return { id: '0', last_modified: new Date().toISOString() };
    }
  }

  async copyOf(path) {
    return (await this.drive.storage).getItem(path);
  }

  /** Drops the copy if that loses nothing. Otherwise, if the site has a newer version, that is offered where asked. */
  async review(path, copy, offered) {
    if (copy.format !== 'json' || !copy.content?.cells) return;
    const original = await originalOf(this.site, path);
    if (!original) return;
    const [now, mine] = [digest(original), digest(copy.content)];
    const { dlfs_original: mark, dlfs_from_the_book: brought } = copy.content.metadata ?? {};
    const before = mark ?? (brought && now); // The book has just shown the version that the site has now.
    if (mine === now ? sameOutputs(copy.content, original) : mine === before) {
      await (await this.drive.storage).removeItem(path);
      this.originals.set(path, now);
    } else if (mine === now || before === now) {
      await this.keepMine(path, { now });
    } else {
      this.originals.set(path, before);
      if (offered) this.tell.offer(path, { now, original });
    }
  }

  /** Drops all copies that say nothing new, but not those of notebooks that are open. */
  async sweep(open) {
    for (const path of await (await this.drive.storage).keys()) {
      if (!path.endsWith('.ipynb') || open(path)) continue;
      const copy = await this.copyOf(path);
      if (copy) await this.review(path, copy, false);
    }
  }

  // The answers to an offer.

  async keepMine(path, { now }) {
    this.originals.set(path, now);
    const copy = await this.copyOf(path);
    if (!copy || copy.content.metadata?.dlfs_original === now) return;
    await (await this.drive.storage).setItem(path, { ...copy, content: marked(copy.content, now) });
  }

  /** The learner's own stays as the notebook's checkpoint. */
  async takeNew(path, { now }) {
    await this.createCheckpoint(path).catch(() => {});
    await (await this.drive.storage).removeItem(path);
    this.unstored.delete(path);
    this.originals.set(path, now);
  }

  /** Lays the new version beside the learner's. Returns its path. */
  async layBeside(path, update, word) {
    await this.keepMine(path, update);
    const beside = path.replace(/\.ipynb$/, ` (${word}).ipynb`);
    this.originals.set(beside, update.now);
    await this.save(beside, { type: 'notebook', format: 'json', content: update.original });
    return beside;
  }
}

function nameOf(path) {
  return decodeURIComponent(path.replace(/^\//, ''));
}

function noRoom(error) {
  return /quota/i.test(`${error?.name} ${error?.message}`);
}
