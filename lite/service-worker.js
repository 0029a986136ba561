// Keeps the site for later visits, with and without a network. A visit fetches what changed since the last one.
// JupyterLite registers this file; it stands in the place of JupyterLite's own.

const VERSION = 'SITE_VERSION'; // The build writes the hash of files.json here, so that a new site brings a new worker.
const SCOPE = self.registration.scope;
const CACHE = `dlfs-site ${SCOPE}`;
const LISTING = new URL('files.json', SCOPE).href;

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(renew()));
self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || !url.href.startsWith(SCOPE)) return;
  if (url.pathname.endsWith('/api/service-worker-heartbeat')) return event.respondWith(new Response('ok'));
  event.respondWith(answer(event));
});
self.addEventListener('message', ({ data: { cache } = {} }) => {
  if (cache) gather = gather.then(() => addAll(cache));
});

let gather = Promise.resolve();

/** Drops from the cache what is not in the site any more, or not as it was. */
async function renew() {
  const cache = await caches.open(CACHE);
  const [now, before] = await Promise.all([
    fetch(LISTING, { cache: 'no-cache' }),
    cache.match(LISTING).then((found) => (found ? found.json() : {})),
  ]);
  if (!now.ok) throw new Error(`files.json of ${VERSION}: HTTP ${now.status}`);
  const files = await now.clone().json();
  for (const request of await cache.keys()) {
    const name = request.url.slice(SCOPE.length);
    if (!files[name] || files[name] !== before[name]) await cache.delete(request);
  }
  await cache.put(LISTING, now);
}

async function answer(event) {
  const { request } = event;
  const key = keyOf(request.url);
  const cache = await caches.open(CACHE);
  if (request.cache !== 'reload' && request.cache !== 'no-cache') {
    const found = await cache.match(key);
    if (found) return found;
  }
  if (key.startsWith(`${SCOPE}api/`) && !(await inSite(cache, key))) return new Response('', { status: 404 });
  const response = await fetch(request, freshness(key));
  if (response.ok && response.type === 'basic') {
    const copy = response.clone();
    event.waitUntil(store(cache, key, copy).catch(() => {})); // Without room the next visit fetches it again.
  }
  return response;
}

/** JupyterLab asks for folders that a notebook seems to name, each time that it opens one. */
async function inSite(cache, key) {
  const listing = await cache.match(LISTING);
  return !listing || key.slice(SCOPE.length) in (await listing.json());
}

/** Stores an answer that is whole: where a connection breaks, Firefox takes for the whole what had come. */
async function store(cache, key, response) {
  const length = response.headers.has('Content-Encoding') ? 0 : Number(response.headers.get('Content-Length'));
  const { size } = await response.clone().blob();
  if (size >= length) await cache.put(key, response);
}

/**
 * How to fetch what is not in our cache. The browser has one of its own, in which a file may be older than the site; only
 * what is named by its content cannot be.
 */
function freshness(address) {
  return address.includes('/go/blobs/') ? {} : { cache: 'no-cache' };
}

/** One name for a file, whatever is asked of it. */
function keyOf(address) {
  const url = new URL(address);
  url.search = url.hash = '';
  if (url.pathname.endsWith('/')) url.pathname += 'index.html';
  return url.href;
}

/** Fetches what is missing of these addresses. */
async function addAll(addresses) {
  const cache = await caches.open(CACHE);
  for (const address of addresses) {
    const key = keyOf(address);
    if (!key.startsWith(SCOPE) || (await cache.match(key))) continue;
    try {
      const response = await fetch(address, freshness(key));
      if (response.ok) await store(cache, key, response);
    } catch {
      return; // No network, or no room: the next visit goes on.
    }
  }
  await self.clients.claim(); // Not before, as each fetch of a page that we serve is slower, and it fetches hundreds of files.
}
