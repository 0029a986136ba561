// The two workers that make programs: one reads cells and compiles, one links.

/**
 * Begins them, side by side: of workers that a worker begins, Firefox forgets one in a hundred.
 * @param {string | URL} base where the kernel's files are
 * @returns {{builder: Worker, linker: Worker, failed: boolean}} failed becomes true if one of them fails
 */
export function beginWorkers(base, script = 'builder.js') {
  const [builder, linker] = [script, 'linker.js'].map((name) => new Worker(new URL(name, base), { type: 'module' }));
  const { port1, port2 } = new MessageChannel();
  builder.postMessage({ action: 'begin', linker: port1 }, [port1]);
  linker.postMessage({ builder: port2 }, [port2]);
  const workers = { builder, linker, failed: false };
  builder.onerror = linker.onerror = () => {
    workers.failed = true;
  };
  return workers;
}
