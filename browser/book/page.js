// What every page of the book does by itself: it remembers what is read, finds words, and lets keys reach what scrolls.

const root = document.documentElement;
const { language, notebook } = root.dataset;

try {
  localStorage.setItem('dlfs-language', language); // The start page goes on to the language read last.
  if (notebook) localStorage.setItem(`dlfs-last ${language}`, location.pathname);
  else leadOn(document.getElementById('last'), localStorage.getItem(`dlfs-last ${language}`));
} catch {
  // The browser stores nothing for this site.
}

/** The contents lead on to the page that was read last. */
function leadOn(line, path) {
  const plain = (name) => name?.replace(/\.html$/, ''); // Some servers leave it out of an address.
  const entry = [...document.querySelectorAll('main li a')].find((link) => plain(link.pathname) === plain(path));
  if (!entry) return;
  const lesson = entry.parentElement.firstElementChild; // Its exercises are beside it.
  const title = [lesson.textContent, entry === lesson ? '' : entry.textContent].filter(Boolean).join(' · ');
  Object.assign(line.querySelector('a'), { href: entry.href, textContent: title });
  line.hidden = false;
}

// A browser may leave out what scrolls when somebody walks through the page with Tab.
const scrolling = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const wide = target.scrollWidth > target.clientWidth + 1;
    if (wide || target.scrollHeight > target.clientHeight + 1) target.tabIndex = 0;
    else target.removeAttribute('tabindex');
  }
});
for (const part of document.querySelectorAll('pre, .scrolls, math[display="block"]')) scrolling.observe(part);

const form = document.querySelector('.search');
if (form) makeSearch(form, form.querySelector('input'), form.querySelector('.found'));

function makeSearch(form, input, found) {
  form.hidden = false;
  let asked = 0; // Only the answer to the last question is shown.

  async function search() {
    const words = input.value.trim();
    const question = ++asked;
    if (!words) return show(found);
    show(found, form.dataset.searching);
    try {
      const pagefind = await load();
      const answer = await pagefind.debouncedSearch(words, {}, 150);
      if (!answer || question !== asked) return;
      const pages = await Promise.all(answer.results.slice(0, 8).map((result) => result.data()));
      if (question !== asked) return;
      if (pages.length === 0) return show(found, form.dataset.none);
      show(found, form.dataset.found.replace('{}', answer.results.length), list(pages));
    } catch {
      if (question === asked) show(found, form.dataset.failed);
    }
  }

  input.addEventListener('focus', () => load().catch(() => {})); // The question that needs it says so.
  input.addEventListener('input', search);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    found.querySelector('a')?.focus();
  });
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    input.value = '';
    input.focus();
    search();
  });
  document.addEventListener('click', (event) => {
    if (!form.contains(event.target)) show(found);
  });
}

let loading;

/** The search of the page's language; after a failure the next question tries again. */
function load() {
  loading ??= start().catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function start() {
  const site = new URL(root.dataset.site, location.href);
  // The address of a module that could not be loaded would fail for ever.
  const module = new URL(`search/${language}/pagefind.js`, site);
  if (failures > 0) module.searchParams.set('again', failures);
  try {
    const pagefind = await import(module.href);
    await pagefind.options({
      basePath: new URL(`search/${language}/`, site).pathname,
      baseUrl: new URL(`${language}/`, site).pathname,
      excerptLength: 16,
    });
    await pagefind.init();
    return pagefind;
  } catch (error) {
    failures++;
    throw error;
  }
}

let failures = 0;

function list(pages) {
  const items = document.createElement('ol');
  for (const page of pages) {
    // The section that fits best, where there is one.
    const section = page.sub_results?.find(({ url }) => url.includes('#'));
    const link = document.createElement('a');
    link.href = (section ?? page).url;
    link.textContent = section ? `${page.meta.title}: ${section.title}` : page.meta.title;
    const excerpt = document.createElement('p');
    excerpt.innerHTML = (section ?? page).excerpt; // Pagefind's own: text with <mark>.
    const item = document.createElement('li');
    item.append(link, excerpt);
    items.append(item);
  }
  return items;
}

function show(found, text, ...more) {
  found.replaceChildren(...(text ? [paragraph(text)] : []), ...more);
}

function paragraph(text) {
  const made = document.createElement('p');
  made.textContent = text;
  return made;
}
