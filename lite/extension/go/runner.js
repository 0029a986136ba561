// The worker that runs one cell's program, and ends with it.

import { Files, StreamDecoder } from './files.js';
import { run } from './program.js';

const FREE_POSTS = 200; // writes that are passed on at once, before they are gathered
const GATHERED = 1 << 14; // characters
const MOST = 1 << 19; // characters that a cell may print
const KEPT = /^\/(gonb|cache\/exercises)\//; // what later cells find again

let port;
const output = { 1: new StreamDecoder(), 2: new StreamDecoder() };
let pending = '', pendingFd = 1, posts = 0, printed = 0;

/** Passes text on; much of it in large pieces, so that the page keeps up. */
function print(fd, bytes) {
  if (fd !== 1 && fd !== 2) return;
  if (fd !== pendingFd) flush();
  pendingFd = fd;
  if (printed > MOST) return;
  pending += output[fd].text(bytes);
  // The runtime writes a line about a panic word by word.
  if (pending.length > GATHERED || (posts < FREE_POSTS && (fd === 1 || pending.endsWith('\n')))) flush();
}

function flush() {
  if (pending === '') return;
  port.postMessage({ print: pending, fd: pendingFd });
  posts++;
  printed += pending.length;
  pending = '';
  if (printed > MOST) port.postMessage({ print: `\nThe cell prints more than ${MOST >> 10} kB: the rest is not shown.\n`, fd: 2 });
}

const wanted = new Map();
const files = new Files({
  output: print,
  missing: (path) => {
    if (!path.startsWith('/cache/') || KEPT.test(path)) return Promise.resolve(null);
    port.postMessage({ want: path });
    return new Promise((resolve, reject) => wanted.set(path, { resolve, reject }));
  },
  renamed: (path, content) => {
    if (KEPT.test(path)) port.postMessage({ keep: path, content: content.slice() });
  },
});
files.install();

let shown = 0;
const MOST_SHOWN = 1 << 28; // characters of all figures

// What nb/internal/front calls.
globalThis.dlfsShow = (id, html, png, text) => {
  flush();
  shown += html.length + png.length;
  if (shown > MOST_SHOWN) return 'the cell shows more than a page can hold';
  port.postMessage({ show: { id, html, png, text } });
  return '';
};

self.onmessage = async ({ data: { program, argv, env, kept }, ports }) => {
  port = ports[0];
  port.onmessage = ({ data: { path, bytes, failure } }) => {
    const { resolve, reject } = wanted.get(path);
    wanted.delete(path);
    if (failure) reject(new Error(failure));
    else resolve(bytes);
  };
  files.put('/gonb/.here', '');
  for (const [path, content] of kept) files.put(path, content);
  let code;
  try {
    code = await run(await WebAssembly.compile(program), files, argv, env);
  } catch (error) {
    print(2, new TextEncoder().encode(`${reason(error)}\n`));
    code = 2;
  }
  flush();
  port.postMessage({ exit: code });
};

// A promise that fails and that nobody awaits is an error as any other: the page hears of it.
self.addEventListener('unhandledrejection', ({ reason }) => {
  throw reason;
});

function reason(error) {
  // Firefox has an error of its own for it.
  if (error instanceof RangeError || error.name === 'InternalError') return 'fatal error: stack overflow';
  return error.message;
}

self.postMessage('here');
