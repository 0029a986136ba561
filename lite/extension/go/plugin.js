// What JupyterLab is told about the kernel.

import { Builder } from './client.js';
import { makeKernel } from './kernel.js';

const SPEC = { name: 'dlfs', display_name: 'Go (dlfs)', language: 'go', argv: [], resources: {} };

// What most notebooks draw and train with, in the order in which they come to need it.
const LATER = ['dlfs/nb', 'dlfs/dl', 'dlfs/plotting', 'gonum.org/v1/plot/plotter', 'dlfs/datasets'];

export function makePlugin({ IKernelSpecs, IKernelClient, BaseKernel }, worker) {
  return {
    id: 'dlfs-go:plugin',
    autoStart: true,
    requires: [IKernelSpecs],
    optional: [IKernelClient],
    activate(app, specs, client) {
      const builder = new Builder(new URL('./', import.meta.url).href, worker);
      const kernels = new Map();
      const GoKernel = makeKernel(BaseKernel, builder, (id) => pathOf(app, id));
      specs.register({
        spec: SPEC,
        create: async (options) => {
          const kernel = new GoKernel({ ...options, sendMessage: (message) => options.sendMessage(goingOn(message, kernel)) });
          kernels.set(options.id, kernel);
          return kernel;
        },
      });
      interruptReally(client, kernels);
      prepare(app, builder).catch((error) => console.warn('dlfs-go:', error)); // The cell that needs it will say.
    },
  };
}

/**
 * JupyterLite drops the cells that wait whenever one fails, and asks only whether it was an interrupt. A cell that is
 * meant to fail says that the others go on.
 */
function goingOn(message, kernel) {
  if (message.header.msg_type === 'execute_reply' && kernel.parent?.content.stop_on_error === false) {
    message.metadata = { ...message.metadata, cause: 'interrupt' };
  }
  return message;
}

const LONGEST = 5000; // ms until a notebook is there; what is none never is

/** Opens the notebooks of the address. JupyterLab does so too, half a second later, when it has noted what is open. */
async function openAtOnce(app) {
  if (document.body.dataset.notebook !== 'lab') return; // A page of one notebook would open it in another tab.
  for (const path of new URLSearchParams(location.search).getAll('path')) {
    const opened = await app.commands.execute('docmanager:open', { path }).catch(() => null); // JupyterLab will say why not.
    await Promise.race([opened?.context.ready, new Promise((resolve) => setTimeout(resolve, LONGEST))]);
  }
}

/** Gets the notebook, then makes cells fast, then fetches what they will need, and then what makes the course whole offline. */
async function prepare(app, builder) {
  await app.restored;
  await openAtOnce(app);
  await builder.start();
  await builder.send('warm');
  await builder.send('prefetch', { imports: LATER });
  if (!navigator.serviceWorker || navigator.connection?.saveData) return;
  const { active, scope } = await navigator.serviceWorker.ready;
  const files = Object.keys(await (await fetch(new URL('files.json', scope))).json());
  const course = files.filter((name) => /^(files|api|extensions\/dlfs-go)\//.test(name));
  const loaded = performance.getEntriesByType('resource').map((entry) => entry.name);
  active.postMessage({ cache: [location.href, ...loaded, ...course.map((name) => new URL(name, scope).href)] });
}

/** JupyterLite's interrupt only empties the queue of cells that wait. */
function interruptReally(client, kernels) {
  if (!client) return;
  const interrupt = client.interrupt.bind(client);
  client.interrupt = async (id) => {
    await interrupt(id);
    kernels.get(id)?.interrupt();
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
