// Has the site's service worker keep what later visits need.

let registered;

/**
 * Registers the worker, and has it keep what this page has loaded, and what a visit like this one will need.
 * @param {string | URL} site its root
 * @param {{language?: string, ran?: boolean, lab?: boolean}} visit of which language the book is wanted, whether the
 *   reader works in it, and whether this is JupyterLab
 */
export async function keep(site, visit) {
  try {
    if (!navigator.serviceWorker || navigator.connection?.saveData) return;
    registered = navigator.serviceWorker.register(new URL('service-worker.js', site), { scope: new URL('./', site).pathname });
    await registered;
    const { active } = await navigator.serviceWorker.ready;
    const loaded = [location.href, ...performance.getEntriesByType('resource').map((entry) => entry.name)];
    active.postMessage({ loaded, ...visit });
  } catch (error) {
    console.info('dlfs-go: later visits need the network:', error); // Storage is blocked.
  }
}

/** Makes the worker pause while the reader waits, until it is asked to keep again. */
export function leaveOff() {
  registered?.then(({ active }) => active?.postMessage({ stop: true })).catch(() => {}); // There is no storage.
}
