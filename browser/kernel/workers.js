// The two workers that make programs: one reads cells and compiles, one links. And what all workers here are.

import { sentence } from './sentences.js';

/**
 * A worker that is a module. Throws where there can be none: in a browser that is too old, which does not ask for the type, and
 * in a frame whose pages have no origin.
 */
export function moduleWorker(address) {
  let known = false;
  const options = {
    get type() {
      known = true;
      return 'module';
    },
  };
  try {
    const worker = new Worker(address, options);
    if (known && self.DecompressionStream) return worker;
    worker.terminate();
  } catch (error) {
    console.warn('dlfs-go: no workers:', error);
  }
  throw new Error(sentence('cannotRun'));
}

/**
 * Begins them, side by side: of workers that a worker begins, Firefox forgets one in a hundred.
 * @param {string | URL} base where the kernel's files are
 * @returns {{builder: Worker, linker: Worker, failed: boolean}} failed becomes true if one of them fails
 */
export function beginWorkers(base, script = 'builder.js') {
  const [builder, linker] = [script, 'linker.js'].map((name) => moduleWorker(new URL(name, base)));
  const { port1, port2 } = new MessageChannel();
  builder.postMessage({ action: 'begin', linker: port1 }, [port1]);
  linker.postMessage({ builder: port2 }, [port2]);
  const workers = { builder, linker, failed: false };
  builder.onerror = linker.onerror = () => {
    workers.failed = true;
  };
  return workers;
}
