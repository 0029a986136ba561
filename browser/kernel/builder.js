// The worker that turns cells into programs: it holds the compiler and what knows cells, and leads to the worker that links.

import { Blobs, KernelError, onceIn, unpack } from './blobs.js';
import { archive, config, files, put, Tool, written } from './tool.js';

const base = new URL('./', import.meta.url).href;
let blobs, manifest, packs, compiler, cells;
const exported = new Map(); // by the name of a pack or an archive of export data: a promise that it is here

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
    const loaded = linker.load(imports);
    loaded.catch(() => {}); // It is awaited below, unless the cell does not compile: the next one fetches again.
    const [compile] = await Promise.all([startCompiler(), fetchExports(imports)]);
    const compiled = await compile.run(source);
    if (compiled.code !== 0) return compiled;
    await loaded;
    return linker.link(files.get('/cell/main.a').slice());
  },

  /** Practises while nobody waits, as the first programs take several times as long to build as later ones. */
  async warm() {
    await fetchTools();
    for (let i = 0; i < TIMES; i++) await practise(TEXT);
    await Promise.all([fetchExports(LATER), linker.fetch(LATER)]);
    await practise(CHART);
    await practise(TEXT); // The linker loads for its next run what the last one was made of: little.
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
    throw new KernelError('notFetched');
  }
}

function startCompiler() {
  compiler ||= blobs.module('compile.wasm').then((module) => {
    files.put('/cell/exports', config(manifest.packages, 'export'));
    const compile = new Tool(module, '/cell/main.go', [
      'compile', '-o', '/cell/main.a', '-p', 'main', '-complete', '-pack', '-dwarf=false', '-trimpath=/cell', '-c=1',
      '-importcfg', '/cell/exports', '/cell/main.go',
    ]);
    compile.begin();
    return compile;
  });
  compiler.catch(() => {
    compiler = null;
  });
  return compiler;
}

// The linker.

let linker;

/** The worker that links, and what it was sent. */
class Linker {
  /** @param {MessagePort} port leads to it */
  constructor(port) {
    this.port = port;
    this.sent = new Map(); // by the name of a pack or an archive of code
  }

  /** Gives it the linker itself. */
  start() {
    return onceIn(this.sent, 'link.wasm', async () => {
      const packed = await blobs.load('link.wasm');
      this.port.postMessage({ action: 'start', packed, packages: manifest.packages }, [packed]);
    });
  }

  /** Gives it what programs with these imports are linked from. */
  fetch(imports) {
    return Promise.all(packsOf(closure(imports), 'object').map((name) => this.put(name)));
  }

  put(name) {
    return onceIn(this.sent, name, async () => {
      const packed = await blobs.load(name);
      this.port.postMessage({ action: 'put', name, packed, members: manifest.packs[name] }, [packed]);
    });
  }

  /** Has it load what a program with these imports is linked from, while the compiler works. */
  async load(imports) {
    await Promise.all([this.start(), this.fetch(imports)]);
    this.port.postMessage({ action: 'load', packages: withArchives(imports) });
  }

  link(main) {
    this.port.postMessage({ action: 'link', main }, [main.buffer]);
    return new Promise((resolve, reject) => {
      this.port.onmessage = ({ data: { failure, ...program } }) => (failure ? reject(failure) : resolve(program));
    });
  }
}

async function askCells(question) {
  await startCells();
  written();
  try {
    return JSON.parse(goCells(JSON.stringify(question)));
  } catch (error) {
    cells = null; // A program that has panicked is at its end: the next question starts another.
    const why = /^(panic|fatal error): .*/m.exec(written())?.[0] ?? String(error);
    throw new KernelError('unreadable', { why });
  }
}

/** The export data of a package, for browser/cells, if it has been fetched. */
globalThis.goArchive = (path) => {
  const file = archive(`export/${path}`);
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
  return [...all].sort();
}

function withArchives(packages) {
  return packages.filter((path) => path !== 'unsafe');
}

/** The names under which the site has these packages' archives, or the packs with them: export data, or code (object). */
function packsOf(packages, part) {
  const names = withArchives(packages).map((path) => `${part}/${path}`);
  return [...new Set(names.map((name) => packs.get(name) ?? name))];
}

/** Fetches what programs with these imports are compiled with. */
function fetchExports(imports) {
  const take = async (name) => put(name, manifest.packs[name], await unpack(await blobs.load(name)));
  return Promise.all(packsOf(imports, 'export').map((name) => onceIn(exported, name, () => take(name))));
}

// What most pages draw and train with, in the order in which they come to need it.
const LATER = ['dlfs/nb', 'dlfs/dl', 'dlfs/plotting', 'gonum.org/v1/plot/plotter', 'dlfs/datasets'];

// Cells to practise with.
const TEXT = 'fmt.Println()';
const CHART = 'nb.Show(plotting.Curve(-6, 6, dl.Sigmoid))';
const TIMES = 4; // After as many builds browsers have made most of the tools' code fast.

/** Makes the program of a cell that nobody runs, unless somebody has asked for one. */
async function practise(cell) {
  const make = async () => {
    const { Result } = await actions.cells({ Do: 'run', Source: cell, State: {} });
    await actions.build({ source: Result.Source, imports: Result.Imports });
  };
  if (asked === 0) await (last = last.then(make).catch(() => {})); // A cell that fails so will say why.
  await new Promise((resolve) => setTimeout(resolve)); // Questions that have come are heard.
}

/** Fetches what all cells need. */
function fetchTools() {
  return Promise.all([startCells(), startCompiler(), linker.start(), fetchExports(['fmt']), linker.fetch(['fmt'])]);
}

// A promise that fails and that nobody awaits is an error as any other: the page hears of it.
self.addEventListener('unhandledrejection', ({ reason }) => {
  throw reason;
});

// Questions are answered one after the other: there is one file system, and one set of messages.
let last = Promise.resolve();
let asked = 0; // questions about cells and programs
let begun;
self.onmessage = ({ data: { id, action, ...question } }) => {
  if (action === 'begin') {
    linker = new Linker(question.linker);
    begun = begin();
    begun.catch(() => {}); // Whoever asks for the start hears of it.
    return;
  }
  const answer = async () => {
    try {
      const result = await actions[action](question);
      const moved = [result?.program?.buffer, result?.buffer].filter(Boolean);
      self.postMessage({ id, result }, moved);
    } catch (error) {
      if (!error.said) console.error(error);
      self.postMessage({ id, failure: error.said ?? ['compilerEnded', { why: String(error) }] });
    }
  };
  if (['warm', 'bytes'].includes(action)) {
    answer();
  } else {
    last = last.then(answer);
    if (action !== 'start') asked++;
  }
};
