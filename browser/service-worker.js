// Keeps the site for later visits, with and without a network. A visit fetches what changed since the last one.
// A page registers this file and says what it has loaded, and which parts of the site its reader has come to use.

const VERSION = 'none yet'; // The build writes the hash of files.json here, so that a new site brings a new worker.
const SCOPE = self.registration.scope;
const CACHE = `dlfs-site ${SCOPE}`;
const LISTING = new URL('files.json', SCOPE).href;

// What a page may need without a network, and has not fetched yet.
const PARTS = {
  book: (language) => new RegExp(`^(index\\.html$|licences\\.html$|book/|(search/)?${language}/)`),
  kernel: /^extensions\/dlfs-go\/kernel\//,
  lab: /^(files|api|extensions\/dlfs-go\/(lab|static))\//,
};
const FIGURES = /figures\/[\w.-]+/g; // that a page of the book shows
const PAGE = /^(\w+)\/(mirrors\/)?([\w.-]+)\.html$/; // of a notebook

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(renew()));
self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || !url.href.startsWith(SCOPE)) return;
  event.respondWith(answer(event).catch(() => fetch(event.request))); // A cache that fails must not cost the page.
});
self.addEventListener('message', (event) => {
  stopped = Boolean(event.data?.stop);
  if (!event.data?.loaded) return;
  gather = gather.then(() => addAll(event.data)).catch(() => {}); // No network, or no room: the next visit goes on.
  event.waitUntil(gather);
});

let gather = Promise.resolve();
let stopped = false; // A reader waits for something that needs the whole machine.
let listing; // the files of the site and their hashes, or null as long as nobody knows them

function files() {
  listing ??= caches.match(LISTING, { cacheName: CACHE }).then((kept) => (kept ? kept.json() : null));
  return listing;
}

/**
 * Takes up the list of files that this worker came with, and drops what is kept but not in it. While a new site is being
 * copied, the server may have another list, so this is tried again until it has that one.
 */
async function renew() {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(LISTING);
  if (kept && (await whole(await kept.arrayBuffer(), VERSION))) return;
  const fresh = await fetchFile(LISTING, VERSION);
  if (!fresh.checked) return;
  const hashes = await fresh.response.clone().json();
  for (const request of await cache.keys()) {
    const [name, hash] = request.url.slice(SCOPE.length).split('?');
    if (request.url !== LISTING && hashes[name] !== hash) await cache.delete(request);
  }
  await cache.put(LISTING, fresh.response);
  listing = Promise.resolve(hashes);
}

async function answer(event) {
  const { request } = event;
  const name = nameOf(request.url);
  const hashes = await files();
  if (!hashes?.[name]) {
    // JupyterLab asks for folders that a notebook seems to name, each time that it opens one.
    if (hashes && name.startsWith('api/')) return new Response('', { status: 404 });
    return fetch(request, freshness(name));
  }
  const cache = await caches.open(CACHE);
  const key = keyOf(name, hashes[name]);
  const kept = await cache.match(key);
  if (kept && request.cache !== 'reload' && request.cache !== 'no-cache') return kept;
  try {
    const { response, checked } = await fetchFile(request, hashes[name]);
    if (!checked) return kept ?? response;
    event.waitUntil(cache.put(key, response.clone()).catch(() => {})); // Without room the next visit fetches it again.
    return response;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

/** Fetches what is missing of what the page has loaded, and then of what is used: the book in a language, Go, JupyterLab. */
async function addAll({ loaded, language, ran, lab }) {
  await renew();
  const hashes = (await files()) ?? {};
  const cache = await caches.open(CACHE);
  const kept = new Set((await cache.keys()).map(({ url }) => url));
  const add = async (names) => {
    for (const name of new Set(names)) {
      if (stopped) return;
      if (hashes[name] && !kept.has(keyOf(name, hashes[name]))) await addOne(cache, name, hashes[name]);
    }
  };
  const all = Object.keys(hashes);
  await add(loaded.filter((address) => address.startsWith(SCOPE)).map(nameOf));
  if (language) {
    const book = all.filter((name) => PARTS.book(language).test(name));
    await add(book);
    await add(await figuresOf(cache, book, hashes));
  }
  if (ran) {
    await add(all.filter((name) => PARTS.kernel.test(name)));
    await add(loaded.map((address) => nameOf(address).replace(PAGE, 'files/$2$1/$3.ipynb'))); // Work is exported in them.
  }
  if (lab) await add(all.filter((name) => PARTS.lab.test(name)));
  if (stopped) return;
  await self.clients.claim(); // Not before, as each fetch of a page that we serve is slower, and it fetches hundreds of files.
}

async function addOne(cache, name, hash) {
  const { response, checked } = await fetchFile(SCOPE + name, hash, { priority: 'low' });
  if (checked) await cache.put(keyOf(name, hash), response);
}

/** The pictures of pages that are kept: all languages have one folder of them. */
async function figuresOf(cache, names, hashes) {
  const found = [];
  for (const name of names.filter((name) => name.endsWith('.html'))) {
    const page = await cache.match(keyOf(name, hashes[name]));
    if (page) found.push(...((await page.text()).match(FIGURES) ?? []));
  }
  return found;
}

/**
 * Fetches a file of the site; a second time, past all caches, if what comes is not that file. A server may send an error page
 * as if it were one, half of it, or that of another version of the site.
 */
async function fetchFile(request, hash, options = {}) {
  let response;
  for (const how of [freshness(nameOf(request.url ?? request)), { cache: 'reload' }]) {
    response = await fetch(request, { ...options, ...how });
    const bytes = await response.clone().arrayBuffer();
    if (await whole(bytes, hash)) return { response: plain(response.headers, bytes), checked: true };
  }
  return { response, checked: false };
}

/** Whether these bytes are the file with this hash. */
async function whole(bytes, hash) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('').startsWith(hash);
}

/** An answer without what came of its way here: a redirection, a compression, a range. */
function plain(sent, bytes) {
  const headers = new Headers(sent);
  for (const name of ['Content-Encoding', 'Content-Length', 'Content-Range']) headers.delete(name);
  return new Response(bytes, { headers });
}

/**
 * How to fetch what is not in our cache. The browser has one of its own, in which a file may be older than the site; only
 * what is named by its content cannot be.
 */
function freshness(name) {
  return name.includes('kernel/blobs/') ? {} : { cache: 'no-cache' };
}

/** One name for a file, whatever is asked of it. */
function nameOf(address) {
  const url = new URL(address);
  url.search = url.hash = '';
  if (url.pathname.endsWith('/')) url.pathname += 'index.html';
  return url.href.slice(SCOPE.length);
}

/** Under what a file is kept: one that is not that of the listing any more is not found. */
function keyOf(name, hash) {
  return `${SCOPE}${name}?${hash}`;
}
