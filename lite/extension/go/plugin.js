// What JupyterLab is told about the kernel.

import { Builder } from './client.js';
import { makeKernel } from './kernel.js';

const SPEC = { name: 'dlfs', display_name: 'Go (dlfs)', language: 'go', argv: [], resources: {} };

// What most notebooks draw and train with, in the order in which they come to need it.
const LATER = ['dlfs/nb', 'dlfs/dl', 'dlfs/plotting', 'gonum.org/v1/plot/plotter', 'dlfs/datasets'];

export function makePlugin({ IKernelSpecs, IKernelClient, BaseKernel }, { KernelMessage }, worker) {
  return {
    id: 'dlfs-go:plugin',
    autoStart: true,
    requires: [IKernelSpecs],
    optional: [IKernelClient],
    activate(app, specs, client) {
      const builder = new Builder(new URL('./', import.meta.url).href, worker);
      const kernels = new Map();
      let begun;
      const first = new Promise((resolve) => {
        begun = resolve;
      });
      const GoKernel = makeKernel(BaseKernel, KernelMessage.createMessage, builder, (id) => pathOf(app, id));
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
      settled(app, first)
        .then(() => prepare(builder))
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

/** Makes cells fast, then fetches what they will need, and then what makes the course whole without a network. */
async function prepare(builder) {
  await builder.ask('warm');
  await builder.ask('prefetch', { imports: LATER });
  if (!navigator.serviceWorker || navigator.connection?.saveData) return;
  const { active } = await navigator.serviceWorker.ready;
  const loaded = performance.getEntriesByType('resource').map((entry) => entry.name);
  active.postMessage({ loaded: [location.href, ...loaded] });
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
