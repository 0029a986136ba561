// What a notebook's cells mean and do, whoever shows it: JupyterLab (lab/kernel.js) or a page of the book (book/).

import { Boards } from './boards.js';
import { Interrupted, Program, unlessAborted } from './client.js';
import { CACHE, Course, Memory } from './memory.js';
import { sentence } from './sentences.js';

// Where something is in the program's file, which nobody has seen.
const WHOLE_PLACE = / ?\[\/cell\/main\.go:\d+:\d+\]/g;

// Where a program finds what lies beside its notebook.
const FOLDER = '/cell/';

const LANGUAGES = ['zh', 'ko', 'ja'];

const course = new Course();

/**
 * The running side of a notebook. A host shows what a cell does:
 *
 * - print(fd, text): the program writes to its output (1) or its error output (2)
 * - display(data, id): it shows data, by MIME type; under an id, in the place of what has the id already
 * - result(data): the same, as the cell's result
 * - clear(wait): what is shown goes, at once or when something new comes
 * - input(): the next line that somebody types; where there is no such function, nobody can
 * - file(name), if there is such a function: the content of a file beside the notebook, or null
 * - phase(name), if there is such a function: the cell is now compiling or running
 */
export class Session {
  /** @param {() => (string | Promise<string>)} path names the notebook; it is asked when that is needed first */
  constructor(path, builder) {
    Object.assign(this, { findPath: path, builder });
    this.stop = null; // stops the cell that runs
    this.spare = new Program(builder.base);
  }

  /** What the notebook remembers. */
  async memory() {
    this.path ??= await this.findPath();
    const memory = Memory.of(this.path);
    await memory.begin();
    return memory;
  }

  /** Stops what runs, and forgets all. */
  end() {
    this.interrupt();
    this.spare.worker?.terminate();
    const forget = async () => Memory.of(this.path ?? (await this.findPath())).end();
    return forget();
  }

  interrupt() {
    this.stop?.abort();
  }

  /** Runs a cell to its end. Throws Failed if it fails, if it is stopped, too. */
  async execute(count, source, host) {
    this.stop = new AbortController();
    let stopped;
    try {
      const memory = await this.memory();
      const cell = { State: memory.state, Kept: memory.values, Cell: count, Source: source, Lang: this.language() };
      const { Result, Kept, Failure, Stopped } = await this.ask('cells', { Do: 'run', ...cell });
      stopped = Stopped;
      for (const output of Result.Shown ?? []) show(host, output);
      if (Result.Reset) await memory.clear();
      await tell(host, memory.note(Result.Before, count, source));
      if (Kept.Before !== memory.values) await tell(host, memory.keepValues(Kept.Before));
      if (Failure) throw new Failed(Failure);
      for (const note of Result.Notes ?? []) host.display({ 'text/plain': note });
      if (!Result.Source) return;
      host.phase?.('compiling');
      const built = await this.ask('build', { source: Result.Source, imports: Result.Imports ?? [] });
      if (built.code !== 0) {
        throw await this.explained({ Do: 'compile', ...cell, Said: built.messages.replace(WHOLE_PLACE, '') });
      }
      await tell(host, memory.note(Result.State, count, source));
      if (Kept.After !== memory.values) await tell(host, memory.keepValues(Kept.After));
      host.phase?.('running');
      const { exit, said } = await this.run(memory, built.program, Result.Args ?? [], host);
      if (exit !== 0) throw await this.explained({ Do: 'program', ...cell, Said: said, Status: `exit status ${exit}` });
    } catch (error) {
      throw error instanceof Interrupted && stopped ? new Failed(stopped) : error;
    } finally {
      this.stop = null;
    }
  }

  /** Asks the builder, for as long as the cell is not stopped. */
  ask(action, question) {
    return this.unlessStopped(this.builder.ask(action, question));
  }

  async explained(question) {
    const { Failure } = await this.ask('cells', question);
    return new Failed(Failure);
  }

  async run(memory, program, args, host) {
    const files = [...(await this.unlessStopped(course.files())), ...memory.files];
    const running = this.spare;
    this.spare = new Program(this.builder.base); // The next cell finds its worker ready.
    const keeping = [];
    const boards = new Boards(Boolean(host.input));
    try {
      return await running.run(
        { program, argv: ['main', ...args], env: this.environment(), kept: files, large: memory.large },
        {
          print: (fd, text) => host.print(fd, text),
          show: (bundle) => showBundle(host, bundle),
          keep: (path, content) => {
            const keeper = path.startsWith(CACHE) ? course : memory;
            keeping.push(tell(host, keeper.keep(path, content)));
          },
          drop: (path) => {
            if (!path.startsWith(CACHE)) keeping.push(tell(host, memory.drop(path)));
          },
          file: (path) => this.file(memory, path, host),
          input: () => line(host),
          board: (question) => boards.ask(question),
        },
        this.stop.signal,
      );
    } finally {
      boards.close();
      await Promise.all(keeping);
    }
  }

  /** A file that a program opens and that is not with it already; null if there is none. */
  async file(memory, path, host) {
    if (memory.kept.has(path)) return memory.kept.get(path);
    if (path.startsWith(CACHE)) return this.builder.file(path.slice(CACHE.length));
    return (await host.file?.(path.slice(FOLDER.length))) ?? null;
  }

  language() {
    return this.path.split('/').find((folder) => LANGUAGES.includes(folder)) ?? 'en';
  }

  environment() {
    return {
      DLFS_CACHE: '/cache',
      DLFS_LANG: this.language(),
      DLFS_VALUES: '/gonb/values',
      GONB_TMP_DIR: '/gonb',
      HOME: '/',
      ...window.dlfsEnvironment, // what a test adds
    };
  }

  /** The promise, unless the cell is stopped before. */
  unlessStopped(promise) {
    return unlessAborted(this.stop.signal, promise);
  }

  /** What may stand at a place in a cell. Places are counted in characters. */
  async complete(source, cursor) {
    const { Completion } = await this.look('complete', source, cursor);
    return { matches: Completion.Matches ?? [], start: charactersBefore(source, Completion.Start), end: cursor };
  }

  /** What is said about the name at a place in a cell, in Markdown; '' if it is not known. */
  async inspect(source, cursor) {
    const { Path, Name, Text } = await this.look('inspect', source, cursor);
    return Path ? (await documentation(this.builder))[Path][Name] : Text;
  }

  async look(action, source, cursor) {
    const memory = await this.memory();
    return this.builder.ask('cells', {
      Do: action, State: memory.state, Kept: memory.values, Source: source, Cursor: bytesBefore(source, cursor),
    });
  }
}

/** Says what a promise has the name of, if anything. */
async function tell(host, promise) {
  const name = await promise;
  if (name) host.print(2, `${sentence(name)}\n`);
}

/** The next line that somebody types, or null if nobody can. */
async function line(host) {
  if (host.input) return `${(await host.input()) ?? ''}\n`;
  host.print(2, `${sentence('nobodyTypes')}\n`);
  return null;
}

/** Shows what a special command shows. */
function show(host, { Name, Text, Plain }) {
  if (Name === 'stdout' || Name === 'stderr') return host.print(Name === 'stderr' ? 2 : 1, Text);
  host.display(Plain ? { [Name]: Text, 'text/plain': Plain } : { [Name]: Text });
}

/** Shows what a program shows. */
export function showBundle(host, { id, html, png, text, kind }) {
  if (kind === 'clear' || kind === 'wait') return host.clear(kind === 'wait');
  const data = {};
  if (html) data['text/html'] = html;
  if (png) data['image/png'] = png;
  if (text) data['text/plain'] = text;
  if (kind === 'result') host.result(data);
  else host.display(data, id);
}

/** A failure that is explained: see internal/advice. */
export class Failed extends Error {
  constructor({ Name, Value, Traceback }) {
    super(Value);
    Object.assign(this, { name: Name, traceback: Traceback });
  }
}

let docs;

async function documentation(builder) {
  docs ||= JSON.parse(new TextDecoder().decode(await builder.file('docs.json')));
  return docs;
}

// Notebooks count characters, Go counts bytes.

function bytesBefore(text, characters) {
  return new TextEncoder().encode([...text].slice(0, characters).join('')).length;
}

function charactersBefore(text, bytes) {
  return [...new TextDecoder().decode(new TextEncoder().encode(text).subarray(0, bytes))].length;
}
