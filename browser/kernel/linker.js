// The worker that links programs, beside the builder: what a linker loads is known before the cell is compiled.

import { unpack } from './blobs.js';
import { config, files, put, Tool } from './tool.js';

let builder, link;
let last = Promise.resolve();

const actions = {
  async start({ packed, packages }) {
    files.put('/cell/objects', config(packages, 'object'));
    link = new Tool(await WebAssembly.compile(await unpack(packed)), '/cell/main.a', [
      'link', '-o', '/cell/main.wasm', '-importcfg', '/cell/objects', '-buildmode=exe', '-s', '-w', '/cell/main.a',
    ]);
  },

  async put({ name, members, packed }) {
    put(name, members, await unpack(packed));
  },

  /** Loads packages whose archives are here, unless a run that has loaded others waits: then the next one loads these. */
  load({ packages }) {
    link.env.PRELOAD = packages.join(' ');
    link.begin();
  },

  async link({ main }) {
    try {
      const { code, messages } = await link.run(main);
      const program = code === 0 ? limited(files.get('/cell/main.wasm')) : null;
      builder.postMessage({ code, messages, program }, program ? [program.buffer] : []);
    } catch (error) {
      builder.postMessage({ failure: error }); // It ran out of memory.
    }
  },
};

self.onmessage = ({ data }) => {
  builder = data.builder;
  builder.onmessage = ({ data: { action, ...question } }) => {
    last = last.then(() => actions[action](question));
  };
};

const MOST_PAGES = 2 ** 15; // of 64 KiB: 2 GiB

/** The program with a limit to its memory, so that it ends before the browser does. */
function limited(program) {
  // Sections follow the header of 8 bytes: a number, the length in LEB128, the content. Memory is number 5.
  for (let at = 8; at < program.length; ) {
    const [length, content] = leb(program, at + 1);
    if (program[at] === 5) {
      const [least] = leb(program, content + 2);
      const section = [1, 1, ...toLeb(least), ...toLeb(MOST_PAGES)];
      const head = [5, ...toLeb(section.length), ...section];
      const result = new Uint8Array(program.length - (content + length - at) + head.length);
      result.set(program.subarray(0, at));
      result.set(head, at);
      result.set(program.subarray(content + length), at + head.length);
      return result;
    }
    at = content + length;
  }
  throw new Error('the linker made a program without memory');
}

function leb(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    value |= (bytes[at] & 0x7f) << shift;
    if (bytes[at++] < 0x80) return [value, at];
  }
}

function toLeb(value) {
  const bytes = [];
  for (; value >= 0x80; value >>>= 7) bytes.push((value & 0x7f) | 0x80);
  return [...bytes, value];
}

// A promise that fails and that nobody awaits is an error as any other: the page hears of it.
self.addEventListener('unhandledrejection', ({ reason }) => {
  throw reason;
});
