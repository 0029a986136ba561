// What JupyterLab is told about the kernel and about the course.

import { Builder } from '../kernel/client.js';
import { keep } from '../kernel/keeping.js';
import { Copies, isListed } from './copies.js';
import { besideOf } from './files.js';
import { makeKernel } from './kernel.js';
import { endSplash, languageOf, splash, words } from './words.js';

const SPEC = { name: 'dlfs', display_name: 'Go (dlfs)', language: 'go', argv: [], resources: {} };
const SITE = new URL('../../../', import.meta.url);

export function makePlugin(lite, services, { Notification }, { IMainMenu }, { Widget }, workers) {
  const { IKernelSpecs, IKernelClient, BaseKernel } = lite;
  const { KernelMessage, IDefaultDrive } = services;
  return {
    id: 'dlfs-go:plugin',
    autoStart: true,
    requires: [IKernelSpecs, IDefaultDrive],
    optional: [IKernelClient, IMainMenu],
    activate(app, specs, drive, client, menu) {
      const builder = new Builder(new URL('../kernel/', import.meta.url).href, workers);
      const kernels = new Map();
      let begun;
      const first = new Promise((resolve) => {
        begun = resolve;
      });
      const createMessage = KernelMessage.createMessage;
      const GoKernel = makeKernel(BaseKernel, createMessage, builder, (id) => pathOf(app, id), besideOf(drive));
      specs.register({
        spec: SPEC,
        create: async (options) => {
          const kernel = new GoKernel(options);
          kernels.set(options.id, kernel);
          begun();
          return kernel;
        },
      });
      interruptReally(client, kernels);
      const copies = new Copies(drive, SITE, learnerHears(app, Notification, () => copies));
      follow(app);
      leadBack(app, menu, Widget);
      saveWhenHidden(app);
      show(app).then(() => {
        endSplash();
        if (document.documentElement.dataset.stored === 'false') Notification.warning(words().memory, { autoClose: false });
      });
      settled(app, first)
        .then(() => prepare(builder))
        .then(() => copies.sweep((path) => contextsOf(app).some((context) => context.path === path)))
        .catch((error) => console.warn('dlfs-go:', error)); // The cell that needs it will say.
    },
  };
}

/**
 * When a notebook has had its kernel for a second, or when there is none for long. Who runs a cell at once must not wait for
 * what is done meanwhile.
 */
function settled(app, first) {
  return Promise.race([first.then(() => pause(1000)), app.restored.then(() => pause(5000))]);
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Makes cells fast, and then fetches what makes the course whole without a network. */
async function prepare(builder) {
  await builder.ask('warm');
  await keep(SITE, { ran: true, lab: true });
}

/** When the notebook that the address names is there, or JupyterLab without one. */
async function show(app) {
  const path = new URL(location.href).searchParams.get('path');
  await app.started;
  if (!path) return app.restored;
  splash(words().opening.replace('{}', path.split('/').at(-1)));
  const opened = () => contextsOf(app).find((context) => context.path === path)?.ready;
  for (let waited = 0; waited < 10_000 && !opened(); waited += 20) await pause(20);
  await Promise.race([opened(), pause(10_000)]);
}

/** The contexts of all documents that are open. */
function contextsOf(app) {
  return [...app.shell.widgets('main')].map((widget) => widget.context).filter(Boolean);
}

/** The way back to the book: where there is room for it a button, and an entry of the File menu. */
function leadBack(app, menu, Widget) {
  const label = words().book;
  const go = async () => {
    await saveAll(app);
    location.assign(await pageOf(app.shell.currentWidget?.context?.path ?? ''));
  };
  app.commands.addCommand('dlfs:book', { label, execute: go });
  menu?.fileMenu.addGroup([{ command: 'dlfs:book' }], 0);
  const button = Object.assign(document.createElement('button'), { textContent: label, onclick: go });
  app.shell.add(Object.assign(new Widget({ node: button }), { id: 'dlfs-book' }), 'top', { rank: 950 });
}

/** A notebook's page in the book, or the book's contents where it has none. */
async function pageOf(path) {
  const listed = path.endsWith('.ipynb') && (await isListed(SITE, path).catch(() => false));
  return new URL(listed ? path.replace(/ipynb$/, 'html') : `${languageOf(path)}/index.html`, SITE);
}

/** Keeps in the address what is looked at, so that it can be bookmarked, sent and reloaded. */
function follow(app) {
  const write = () => {
    const path = app.shell.currentWidget?.context?.path;
    const url = new URL(location.href);
    if (!path || url.searchParams.get('path') === path) return;
    url.searchParams.set('path', path);
    history.replaceState(history.state, '', url);
  };
  app.restored.then(() => {
    app.shell.currentChanged?.connect(write);
    write();
  });
}

/** A tab that is hidden may never be seen again. */
function saveWhenHidden(app) {
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') saveAll(app);
  });
}

function saveAll(app) {
  const changed = contextsOf(app).filter((context) => context.model.dirty && context.isReady);
  return Promise.all(changed.map((context) => context.save().catch((error) => console.warn('dlfs-go:', error))));
}

/** What a learner hears of the copies. */
function learnerHears(app, Notification, copies) {
  let full = false;
  let stored = false;
  return {
    stored() {
      // Asked once there is something to lose, as some browsers ask the learner.
      if (!stored) navigator.storage?.persist?.().catch(() => {});
      stored = true;
    },
    full() {
      if (!full) Notification.warning(words().full, { autoClose: false });
      full = true;
    },
    offer(path, update) {
      const { newer, mine, new: fresh, both, beside } = words();
      const revert = () => contextsOf(app).find((context) => context.path === path)?.revert();
      const open = (at) => app.commands.execute('docmanager:open', { path: at, options: { mode: 'split-right' } });
      const answers = [
        [mine, () => copies().keepMine(path, update)],
        [fresh, () => copies().takeNew(path, update).then(revert)],
        [both, () => copies().layBeside(path, update, beside).then(open)],
      ];
      const actions = answers.map(([label, callback]) => ({ label, callback }));
      Notification.info(newer, { autoClose: false, actions });
    },
  };
}

/** JupyterLite's interrupt only empties the queue of cells that wait, which the kernel does by itself. */
function interruptReally(client, kernels) {
  if (!client) return;
  const interrupt = client.interrupt.bind(client);
  client.interrupt = async (id) => {
    if (kernels.has(id)) kernels.get(id).interrupt();
    else await interrupt(id);
  };
}

/** The path of the notebook that a kernel runs. */
async function pathOf(app, id) {
  const { sessions } = app.serviceManager;
  await sessions.refreshRunning();
  for (const session of sessions.running()) {
    if (session.kernel?.id === id) return session.path;
  }
  return `kernel ${id}`; // One without a notebook.
}
