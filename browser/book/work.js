// The reader's own work: export, import, starting over, and the way to JupyterLab.

import { button, element } from './dom.js';

/** Puts the tools for the reader's work where the page has room for them, or at its end. */
export function addWork(page) {
  const { say } = page;
  const said = element('p', { role: 'status', class: 'run-note' });
  const file = element('input', {
    type: 'file', multiple: true, accept: '.ipynb,.zip', hidden: true, 'aria-label': say('import'),
    on: { change: () => takeIn(page, file, said) },
  });
  const tools = [
    button(say('export'), () => handOut(page, said)),
    button(say('import'), () => file.click()),
    file,
    ...(page.notebook ? [button(say('startPage'), () => sure(page, said, 'startPageSure', () => startPage(page)))] : []),
    button(say('startAll'), () => sure(page, said, 'startAllSure', () => startAll(page))),
  ];
  const section = document.getElementById('own-work');
  if (section) {
    section.append(element('div', { class: 'run-own' }, ...tools), said);
    section.hidden = false;
  } else if (page.cells.length > 0) {
    const own = element(
      'details',
      { class: 'run-own-work' },
      element('summary', {}, say('work')),
      element('p', {}, say('workText')),
      element('div', { class: 'run-own' }, ...tools),
      said,
    );
    const steps = document.querySelector('main > nav.steps');
    if (steps) steps.before(own);
    else document.querySelector('main').append(own);
  }
  for (const link of document.querySelectorAll('a.lab')) {
    link.addEventListener('click', (event) => toLab(page, link, event));
  }
}

async function handOut(page, said) {
  await Promise.all(page.cells.map((cell) => cell.flush()));
  try {
    const { exported } = await import('./notebook.js').catch(async () => {
      const [first] = await page.store.all();
      throw new Error(first?.notebook ?? document.title);
    });
    const file = await exported(page);
    said.textContent = file ? '' : page.say('nothing');
    if (file) download(file);
  } catch (error) {
    said.textContent = page.say('exportFailed', { name: error.message });
  }
}

function download(file) {
  const address = URL.createObjectURL(file);
  element('a', { href: address, download: file.name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

async function takeIn(page, input, said) {
  const files = [...input.files];
  input.value = '';
  const { count, refused } = await import('./notebook.js').then(
    ({ imported }) => imported(page, files),
    () => ({ count: 0, refused: files.map(({ name }) => ({ name, why: 'notReached' })) }),
  );
  const sentences = refused.map(({ name, why }) => page.say(why, { name }));
  if (count > 0 || refused.length === 0) sentences.push(page.say('imported', { count }));
  said.textContent = sentences.join(' ');
}

/** Does something that takes work away, once the reader has said so. */
function sure(page, said, sentence, doIt) {
  const { say } = page;
  const asked = document.activeElement;
  const cancel = button(say('no'), () => {
    said.replaceChildren();
    asked.focus();
  });
  const yes = button(say('yes'), async () => {
    await doIt();
    location.reload();
  });
  said.replaceChildren(say(sentence), ' ', yes, ' ', cancel);
  cancel.focus();
}

async function startPage(page) {
  page.stop();
  for (const cell of page.cells) cell.leave();
  await page.store.remove(page.notebook);
  const { forget } = await import('../extensions/dlfs-go/kernel/memory.js');
  await forget((notebook) => notebook === `book/${page.notebook}`);
}

async function startAll(page) {
  page.stop();
  for (const cell of page.cells) cell.leave();
  await page.store.remove();
  const { Course, forget } = await import('../extensions/dlfs-go/kernel/memory.js');
  await forget((notebook) => notebook === Course.EVERY || notebook.startsWith('book/'));
}

/** Opens JupyterLab, with what was changed here. */
async function toLab(page, link, event) {
  if (!page.cells.some((cell) => cell.changed) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const address = new URL(link.href);
  try {
    const { handOver } = await import('./lab.js');
    const path = await handOver(page, address.searchParams.get('path'));
    const other = path !== address.searchParams.get('path');
    address.searchParams.set('path', path);
    if (!other) return location.assign(address);
    page.status.warn(page.say('labOther', { name: path }), element('a', { href: address }, page.say('labOpen')));
  } catch (error) {
    console.warn('Not taken along:', error);
    page.status.warn(page.say('labFailed'), element('a', { href: link.href }, page.say('labOpen')));
  }
}
