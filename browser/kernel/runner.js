// The worker that runs one cell's program, and ends with it.

import { Files } from './files.js';
import { run } from './program.js';
import { sentence } from './sentences.js';

const MOST = 500_000; // bytes that a cell may print
const GATHERED = 1 << 14; // characters
const PAUSE = 50; // ms after which gathered text is passed on, if the program sleeps by then
const FREE_POSTS = 200; // pieces of text that are passed on at once, before they are gathered …
const NEW_POSTS = 0.02; // … and how many more there are each ms
const REPORT = 200; // ms between the reports of how much is left out
const CACHE = /^\/cache\/(?!exercises\/)/; // what the site has, and no cell keeps
const UNDER_WAY = /^\/(gonb|cache)\/(?!values\/values-)/; // what counts once it has its name; of values the manifest tells

let port, language;
const decoders = { 1: new TextDecoder(), 2: new TextDecoder() };
let pending = '', pendingFd = 1, timer = 0;
let room = MOST, leftOut = 0, reported = 0;
let posts = FREE_POSTS, counted = performance.now();

/** Passes text on; much of it in large pieces, so that the page keeps up. */
function print(fd, bytes) {
  if (fd !== 1 && fd !== 2) return;
  if (fd === 2 && lastWords.take(bytes)) return;
  const taken = bytes.subarray(0, room);
  if (taken.length > 0) show(fd, decoders[fd].decode(taken, { stream: true }));
  room -= taken.length;
  if (taken.length === bytes.length) return;
  if (leftOut === 0) {
    show(2, `\n${sentence('printsMuch', { most: MOST / 1000 }, language)}\n`);
    flush(); // A loop that prints leaves no time for the timer.
  }
  leftOut += bytes.length - taken.length;
  if (performance.now() - reported > REPORT) report();
}

function show(fd, text) {
  if (fd !== pendingFd) flush();
  pendingFd = fd;
  pending += text;
  // println writes a line word by word.
  if (pending.length > GATHERED || (mayPost() && (fd === 1 || pending.endsWith('\n')))) flush();
  else timer ||= setTimeout(flush, PAUSE);
}

/** Whether a small piece of text may be passed on by itself: a loop that prints without end must not, others can. */
function mayPost() {
  const now = performance.now();
  posts = Math.min(FREE_POSTS, posts + (now - counted) * NEW_POSTS);
  counted = now;
  return posts >= 1;
}

function flush() {
  clearTimeout(timer);
  timer = 0;
  if (pending === '') return;
  port.postMessage({ print: pending, fd: pendingFd });
  posts--;
  pending = '';
}

function report() {
  port.postMessage({ leftOut });
  reported = performance.now();
}

/** What the runtime says at the end of a program that fails, which is not shown as it comes. */
const lastWords = {
  MOST: 1 << 16, // bytes
  BEGIN: ['panic: ', 'fatal error: ', 'runtime: '].map((word) => new TextEncoder().encode(word)),
  words: null,
  length: 0,

  /** Takes what is written to standard error if it is the end, or if the end has begun. */
  take(bytes) {
    if (!this.words && !this.BEGIN.some((word) => word.every((byte, i) => byte === bytes[i]))) return false;
    this.words ??= [];
    if (this.length < this.MOST) this.words.push(bytes.slice(0, this.MOST - this.length));
    this.length += bytes.length;
    return true;
  },

  text() {
    const decoder = new TextDecoder();
    return (this.words ?? []).map((bytes) => decoder.decode(bytes, { stream: true })).join('');
  },
};

/** The end of the program. What it said is no last words if it has not failed, or if it only looks like them. */
function exit(code) {
  const text = lastWords.text();
  const at = code === 0 ? -1 : text.search(/^(panic|fatal error): /m);
  if (at < 0) show(2, text);
  if (leftOut === 0) for (const fd of [1, 2]) show(fd, decoders[fd].decode()); // the part of a character
  flush();
  report();
  port.postMessage({ exit: code, said: at < 0 ? '' : text.slice(at) });
}

function keep(path, content) {
  const copy = content.slice();
  port.postMessage({ keep: path, content: copy }, [copy.buffer]);
}

const wanted = new Map();
let answered; // what waits for a line that somebody types
const files = new Files({
  output: print,
  missing: (path) => {
    if (!files.elsewhere.has(path) && !CACHE.test(path) && !path.startsWith(files.folder)) return Promise.resolve(null);
    port.postMessage({ want: path });
    return new Promise((resolve, reject) => wanted.set(path, { resolve, reject }));
  },
  input: () => {
    flush();
    port.postMessage({ ask: true });
    return new Promise((resolve) => {
      answered = resolve;
    });
  },
  written: (path, content) => {
    if (!UNDER_WAY.test(path)) keep(path, content);
  },
  renamed: (path, content) => {
    if (!CACHE.test(path)) keep(path, content);
  },
  removed: (path) => {
    if (!CACHE.test(path)) port.postMessage({ drop: path });
  },
});
files.install();

let shown = 0;
const MOST_SHOWN = 1 << 28; // characters of all figures

// What nb/internal/frames calls.
globalThis.dlfsShow = (id, html, png, text, kind) => {
  flush();
  shown += html.length + png.length;
  if (shown > MOST_SHOWN) return 'the cell shows more than a page can hold';
  port.postMessage({ show: { id, html, png, text, kind } });
  return '';
};

const boards = new Map(); // who waits for an answer, by the board's id

// What nb/internal/frames calls.
globalThis.dlfsBoard = (id, size, then) => {
  flush();
  if (then) {
    boards.set(id, then);
    files.waiting++; // The program is not asleep for ever.
  }
  port.postMessage({ board: { id, size } });
};

self.onmessage = async ({ data: { program, argv, env, kept, large }, ports }) => {
  port = ports[0];
  language = env.DLFS_LANG;
  port.onmessage = ({ data: { path, bytes, failure, line, board, answer, drawing } }) => {
    if (line !== undefined) return answered(line);
    if (board !== undefined) return drawn(board, answer, drawing);
    const { resolve, reject } = wanted.get(path);
    wanted.delete(path);
    if (failure) reject(new Error(failure));
    else resolve(bytes);
  };
  for (const folder of ['/gonb', '/gonb/values']) files.put(`${folder}/.here`, '');
  for (const [path, content] of kept) files.put(path, content);
  for (const path of large) files.elsewhere.add(path);
  let code;
  try {
    code = await run(await WebAssembly.compile(program), files, argv, env);
    files.closeAll(); // as the end of a process does
  } catch (error) {
    print(2, new TextEncoder().encode(`${reason(error)}\n`));
    code = 2;
  }
  exit(code);
};

function drawn(board, answer, drawing) {
  const then = boards.get(board);
  if (!answer || !then) return; // The board was closed.
  boards.delete(board);
  files.waiting--;
  then(answer, drawing);
}

// A promise that fails and that nobody awaits is an error as any other: the page hears of it.
self.addEventListener('unhandledrejection', ({ reason }) => {
  throw reason;
});

function reason(error) {
  // Firefox has an error of its own for it.
  const overflow = error instanceof RangeError || error.name === 'InternalError';
  return `fatal error: ${overflow ? 'stack overflow in a page' : error.message}`;
}

self.postMessage('here');
