// What the page says, in the language of the notebook that it opens.

const LANGUAGES = { en: 'en', zh: 'zh-Hans', ko: 'ko', ja: 'ja' };

const all = JSON.parse(document.getElementById('words').textContent);
let language = 'en';

/** The language of a notebook, by the folder that it lies in; without one, what the book was last read in. */
export function languageOf(path) {
  const folder = path.split('/').find((name) => name in LANGUAGES);
  return folder ?? remembered() ?? preferred();
}

function remembered() {
  try {
    const kept = localStorage.getItem('dlfs-language');
    return kept in LANGUAGES ? kept : null;
  } catch {
    return null; // Storage is blocked.
  }
}

function preferred() {
  return navigator.languages.map((tag) => tag.split('-')[0]).find((tag) => tag in LANGUAGES) ?? 'en';
}

/** The page is in this language from now on. */
export function reading(chosen) {
  language = chosen;
  document.documentElement.lang = LANGUAGES[chosen];
  document.title = words().title;
  const read = document.getElementById('read');
  read.textContent = words().read;
  read.href = `../${chosen}/index.html`;
  document.querySelector('#splash h1').textContent = words().title;
}

export function words() {
  return all[language];
}

/** Says what the page does before JupyterLab is there. If that is over, nothing moves any more. */
export function splash(sentence, ended = false) {
  const shown = document.getElementById('splash');
  if (!shown) return;
  shown.classList.toggle('ended', ended);
  document.getElementById('doing').textContent = sentence;
}

export function endSplash() {
  document.getElementById('splash')?.remove();
}
