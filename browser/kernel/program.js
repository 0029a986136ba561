// Runs Go programs for js/wasm in a worker.

import './wasm_exec.js';

/**
 * Runs a module to its end and returns its exit status.
 * @param {Files} files the installed file system
 */
export async function run(module, files, argv, env) {
  const go = new Go();
  go.argv = argv;
  go.env = env;
  let code;
  const exited = new Promise((resolve) => {
    go.exit = (status) => {
      code = status;
      resolve();
    };
  });
  const instance = await WebAssembly.instantiate(module, go.importObject);
  const ran = go.run(instance).then(() => exited);
  const dead = watch(go, files);
  try {
    await Promise.race([ran, dead.promise]);
  } finally {
    dead.stop();
    for (const timer of go._scheduledTimeouts.values()) clearTimeout(timer); // of goroutines that slept when the program ended
  }
  return code;
}

/**
 * Go says "all goroutines are asleep" only where nobody could wake them. In a page, it waits for an event: if no timer
 * and no call is open when the program has gone to sleep, none will come.
 */
function watch(go, files) {
  let timer;
  const promise = new Promise((_, reject) => {
    timer = setInterval(() => {
      if (!go.exited && go._scheduledTimeouts.size === 0 && files.waiting === 0) {
        reject(new Error('all goroutines are asleep - deadlock!'));
      }
    }, 50);
  });
  return { promise, stop: () => clearInterval(timer) };
}
