// What a page of JupyterLab does before JupyterLab is there: it leads to the notebook, picks the language, and looks whether
// the browser stores anything.

import { moved } from './moved.js';
import { languageOf, reading, splash, words } from './words.js';

const NARROW = 700; // px: below, JupyterLab's panels leave no room for a notebook
const SLOW = 30_000; // ms after which a learner should hear that it takes long
const PROBE = 3_000; // ms that a browser may take to open its storage

const own = document.querySelector('script[data-bundle]');
const site = new URL('../../../', import.meta.url).pathname;
const address = new URL(location.href);
const asked = address.searchParams.get('path') ?? '';

/** Where this page belongs instead, if it does. */
function elsewhere() {
  const url = new URL(address);
  const path = moved(asked);
  if (path !== asked) url.searchParams.set('path', path);
  const lab = `${site}lab/`;
  if (path.endsWith('.ipynb') && innerWidth < NARROW && url.pathname.startsWith(lab)) {
    url.pathname = `${site}notebooks/${url.pathname.slice(lab.length)}`;
  }
  return url.href === address.href ? null : url;
}

/** Whether the browser lets this page store anything. Some throw, some never answer. */
function stores() {
  const opened = new Promise((resolve) => {
    try {
      localStorage.getItem('');
      const request = indexedDB.open('dlfs probe');
      request.onsuccess = () => {
        request.result.close();
        indexedDB.deleteDatabase('dlfs probe');
        resolve(true);
      };
      request.onerror = () => resolve(false);
    } catch {
      resolve(false);
    }
  });
  return Promise.race([opened, new Promise((resolve) => setTimeout(() => resolve(false), PROBE))]);
}

/** JupyterLab's configuration as this page needs it. Addresses in it begin at the site's root. */
function configured(config, kept) {
  for (const [key, value] of Object.entries(config)) {
    const own = ['licensesUrl', 'themesUrl'].includes(key); // JupyterLab puts the root before these itself.
    if (key.endsWith('Url') && !own && value.startsWith('./')) config[key] = site + value.slice(2);
  }
  config.settingsOverrides['@jupyterlab/translation-extension:plugin'] = { locale: words().locale };
  if (kept) return config;
  const drivers = ['memoryStorageDriver'];
  return {
    ...config, enableMemoryStorage: true,
    contentsStorageDrivers: drivers, settingsStorageDrivers: drivers, workspacesStorageDrivers: drivers,
  };
}

async function open() {
  splash(words().loading);
  setTimeout(() => splash(words().slow), SLOW);
  const script = document.getElementById('jupyter-config-data');
  const kept = await stores();
  script.textContent = JSON.stringify(configured(JSON.parse(script.textContent), kept));
  document.documentElement.dataset.stored = kept;
  const bundle = document.createElement('script');
  bundle.onerror = () => splash(words().failed, true);
  bundle.src = own.dataset.bundle;
  document.head.append(bundle);
}

const there = elsewhere();
if (there?.pathname === address.pathname) history.replaceState(null, '', there);
if (there && there.pathname !== address.pathname) {
  location.replace(there);
} else {
  reading(languageOf(moved(asked)));
  open();
}
