// The worker that turns cells into programs: it holds the compiler, the linker and what knows cells.

import { Files, StreamDecoder } from './files.js';
import { Blobs, KernelError } from './blobs.js';
import { run } from './program.js';

const said = new StreamDecoder();
let messages = '';
const files = new Files({
  output: (fd, bytes) => {
    messages += said.text(bytes);
  },
});
files.install();

const base = new URL('./', import.meta.url).href;
let blobs, manifest, packs, tools, cells;
const ENV = { GOOS: 'js', GOARCH: 'wasm', GOROOT: '/go', TMPDIR: '/tmp' };

const actions = {
  async start() {
    await begun;
    return { go: manifest.go };
  },

  /** What cells mean: the question and the answer of browser/cells. */
  async cells(question) {
    const answer = await askCells(question);
    const missing = (answer.Missing ?? []).filter((path) => manifest.deps[path]);
    if (missing.length === 0) return answer;
    try {
      await fetchExports(missing);
    } catch {
      return answer; // Without a network it says less.
    }
    return askCells(question);
  },

  /** Compiles and links a program. */
  async build({ source, imports }) {
    const code = fetchCode(imports); // The compiler does without.
    code.catch(() => {}); // It is awaited below, unless the cell does not compile: the next one fetches again.
    const [{ compile, link }] = await Promise.all([startTools(), fetchExports(imports)]);
    files.put('/cell/main.go', source);
    const compiled = await compile.run();
    if (compiled.code !== 0) return compiled;
    await code;
    link.env.PRELOAD = exported(imports).join(' '); // What the next cell probably needs, too.
    const linked = await link.run();
    if (linked.code !== 0) return linked;
    return { code: 0, messages: '', program: limited(files.get('/cell/main.wasm')) };
  },

  /** Builds a small program while nobody waits, as the first builds take several times as long as later ones. */
  async warm() {
    await fetchTools();
    for (let i = 0; i < WARM_TIMES && asked === 0; i++) {
      await (last = last.then(() => actions.build(WARM)).catch(() => {})); // A cell that fails so will say why.
      await new Promise((resolve) => setTimeout(resolve)); // Questions that have come are heard.
    }
  },

  /** Fetches what programs with these imports are linked from, while nobody waits. */
  async prefetch({ imports }) {
    const known = imports.filter((path) => path in manifest.deps);
    await Promise.all([fetchExports(known), fetchCode(known)]);
  },

  /** The unpacked content of one of the site's files. */
  async bytes({ name }) {
    if (!(name in manifest.files)) return null;
    const bytes = await blobs.bytes(name);
    blobs.forget(name);
    return bytes;
  },
};

async function begin() {
  manifest = await fetchManifest();
  blobs = new Blobs(base, manifest);
  packs = new Map(Object.entries(manifest.packs).flatMap(([pack, members]) => members.map(([name]) => [name, pack])));
  fetchTools().catch(() => {}); // The cell that needs the tools tries again, and says what is wrong.
}

async function fetchManifest() {
  try {
    return await (await fetch(new URL('manifest.json', base))).json();
  } catch {
    throw new KernelError('The kernel cannot be fetched: look at the network, and run the cell again.');
  }
}

function startTools() {
  tools ||= Promise.all([blobs.module('compile.wasm'), blobs.module('link.wasm')]).then(([compile, link]) => {
    for (const part of ['export', 'object']) {
      const config = manifest.packages.map((path) => `packagefile ${path}=/pkg/${part}/${path}.a\n`).join('');
      files.put(`/cell/${part}s`, config);
    }
    return {
      compile: new Tool(compile, '/cell/main.go', [
        'compile', '-o', '/cell/main.a', '-p', 'main', '-complete', '-pack', '-dwarf=false', '-trimpath=/cell', '-c=1',
        '-importcfg', '/cell/exports', '/cell/main.go',
      ]),
      link: new Tool(link, '/cell/main.a', [
        'link', '-o', '/cell/main.wasm', '-importcfg', '/cell/objects', '-buildmode=exe', '-s', '-w', '/cell/main.a',
      ]),
    };
  });
  tools.catch(() => {
    tools = null;
  });
  return tools;
}

async function askCells(question) {
  await startCells();
  messages = '';
  try {
    return JSON.parse(goCells(JSON.stringify(question)));
  } catch (error) {
    cells = null; // A program that has panicked is at its end: the next question starts another.
    const why = /^(panic|fatal error): .*/m.exec(messages)?.[0] ?? String(error);
    throw new KernelError(`The kernel could not read this cell: ${why}. Other cells still run.`);
  }
}

/** The export data of a package, for browser/cells, if it has been fetched. */
globalThis.goArchive = (path) => {
  const file = fileOf(`export/${path}`);
  return files.has(file) ? files.get(file) : null;
};

function startCells() {
  cells ||= Promise.all([blobs.module('cells.wasm'), blobs.bytes('index.json')]).then(async ([module, index]) => {
    const go = new Go();
    go.run(await WebAssembly.instantiate(module, go.importObject));
    goCells(JSON.stringify({ Do: 'index', Source: new TextDecoder().decode(index) }));
  });
  cells.catch(() => {
    cells = null;
  });
  return cells;
}

/** These packages and all that they are made of. */
function closure(imports) {
  const all = new Set();
  for (const path of ['runtime', ...imports]) {
    all.add(path);
    for (const number of manifest.deps[path]) all.add(manifest.packages[number]);
  }
  return exported([...all]).sort();
}

function exported(imports) {
  return imports.filter((path) => path !== 'unsafe'); // It has no archive.
}

/** Fetches what programs with these imports are compiled with. */
function fetchExports(imports) {
  return fetchArchives(exported(imports).map((path) => `export/${path}`));
}

/** Fetches what programs with these imports are linked from. */
function fetchCode(imports) {
  return fetchArchives(closure(imports).map((path) => `object/${path}`));
}

function fetchArchives(names) {
  const missing = names.filter((name) => !files.has(fileOf(name)));
  return Promise.all([...new Set(missing.map((name) => packs.get(name) ?? name))].map(fetchPack));
}

/** Fetches a pack of archives, or a single one. */
async function fetchPack(name) {
  const bytes = await blobs.bytes(name);
  let at = 0;
  for (const [member, length] of manifest.packs[name] ?? [[name, bytes.length]]) {
    files.put(fileOf(member), bytes.subarray(at, at + length));
    at += length;
  }
}

/** The suffix keeps io, a file, from io/fs, which is in a folder. */
function fileOf(name) {
  return `/pkg/${name}.a`;
}

const WARM = { source: 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println() }\n', imports: ['fmt'] };
const WARM_TIMES = 4; // After as many builds browsers have made most of the tools' code fast.

/** Fetches what all cells need. */
function fetchTools() {
  return Promise.all([startCells(), startTools(), fetchExports(WARM.imports), fetchCode(WARM.imports)]);
}

/** A tool of Go. One run of it waits at all times, begun, for the file that it works on. */
class Tool {
  constructor(module, input, argv) {
    Object.assign(this, { module, input, argv, env: { ...ENV } });
    this.begin();
  }
  begin() {
    if (this.ended) return;
    files.hold(this.input);
    this.ended = run(this.module, files, this.argv, this.env);
    this.ended.catch(() => {}); // It is awaited below.
  }
  async run() {
    this.begin();
    messages = '';
    files.release(this.input);
    try {
      return { code: await this.ended, messages };
    } finally {
      this.ended = null;
      setTimeout(() => this.begin());
    }
  }
}

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

// Questions are answered one after the other: there is one file system, and one set of messages.
let last = Promise.resolve();
let asked = 0; // questions about cells and programs
const begun = begin();
begun.catch(() => {}); // Whoever asks for the start hears of it.
self.onmessage = ({ data: { id, action, ...question } }) => {
  const answer = async () => {
    try {
      const result = await actions[action](question);
      const moved = [result?.program?.buffer, result?.buffer].filter(Boolean);
      self.postMessage({ id, result }, moved);
    } catch (error) {
      self.postMessage({ id, failure: error instanceof KernelError ? error.message : String(error.stack ?? error) });
    }
  };
  if (['warm', 'prefetch', 'bytes'].includes(action)) {
    answer();
  } else {
    last = last.then(answer);
    if (action !== 'start') asked++;
  }
};
