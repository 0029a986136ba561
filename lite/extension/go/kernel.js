// The kernel: Jupyter's messages on one side, cells and programs on the other.

import { Interrupted, Program } from './client.js';
import { Course, Memory } from './memory.js';

// Where something is in the program's file, which nobody has seen.
const WHOLE_PLACE = / ?\[\/cell\/main\.go:\d+:\d+\]/g;

const LANGUAGES = ['zh', 'ko', 'ja'];

const course = new Course();

/** Makes the kernel's class, as its base class comes from JupyterLab. */
export function makeKernel(BaseKernel, builder, pathOf) {
  return class GoKernel extends BaseKernel {
    constructor(options) {
      super(options);
      this.running = null; // what an interrupt stops
      this.spare = new Program(builder.base);
      this.shownIds = new Set();
      builder.start();
    }

    /** What the notebook's kernel remembers. Its path is known once a session has begun. */
    async memory() {
      this.path ??= await pathOf(this.id);
      const memory = Memory.of(this.path);
      await memory.begin();
      return memory;
    }

    dispose() {
      if (this.isDisposed) return;
      this.interrupt();
      this.spare.worker.terminate();
      const forget = async () => Memory.of(this.path ?? (await pathOf(this.id))).end();
      forget();
      super.dispose();
    }

    async kernelInfoRequest() {
      return {
        status: 'ok',
        protocol_version: '5.3',
        implementation: 'dlfs-go',
        implementation_version: '1.0.0',
        language_info: { name: 'go', version: '1.26', mimetype: 'text/x-go', file_extension: '.go' },
        banner: 'Go in the page',
        help_links: [],
      };
    }

    async executeRequest({ code }) {
      try {
        const memory = await this.memory();
        if (this._executionCount <= memory.count) this._executionCount = memory.count + 1; // The page was reloaded.
        await this.execute(memory, this._executionCount, code);
        return { status: 'ok', execution_count: this._executionCount, user_expressions: {} };
      } catch (error) {
        const { status, ...reply } = failed(error);
        this.publishExecuteError(reply, this.parentHeader);
        return { status, execution_count: this._executionCount, ...reply };
      }
    }

    async execute(memory, count, source) {
      const answer = await this.unlessStopped(
        builder.ask('cells', { Do: 'run', State: memory.state, Cell: count, Source: source }),
      );
      const { State, Before, Source, Imports, Args, Shown, Reset, Err } = answer.Result;
      for (const output of Shown ?? []) this.showOutput(output);
      if (Reset) await memory.clear();
      await this.tell(memory.note(Before, count, source));
      if (Err) throw this.cannot(Err);
      if (!Source) return;
      const built = await this.unlessStopped(builder.ask('build', { source: Source, imports: Imports ?? [] }));
      if (built.code !== 0) throw this.cannot(built.messages.replace(WHOLE_PLACE, ''), built.code);
      await this.tell(memory.note(State, count, source));
      const status = await this.run(memory, built.program, Args ?? []);
      if (status !== 0) {
        this.print(2, `exit status ${status}\n`);
        throw new Error(`exit status ${status}`);
      }
    }

    /** Shows why a cell cannot run. */
    cannot(messages, status = 1) {
      this.print(2, `${messages.trimEnd()}\n`);
      return new Error(`exit status ${status}`);
    }

    async tell(sentence) {
      sentence = await sentence;
      if (sentence) this.print(2, `${sentence}\n`);
    }

    async run(memory, program, args) {
      const files = [...(await this.unlessStopped(course.files())), ...memory.files];
      const running = this.spare.broken ? new Program(builder.base) : this.spare;
      this.spare = new Program(builder.base); // The next cell finds its worker ready.
      this.running = running;
      const keeping = [];
      return running
        .run(
          { program, argv: ['main', ...args], env: this.environment(), kept: files },
          {
            print: (fd, text) => this.print(fd, text),
            show: (bundle) => this.show(bundle),
            keep: (path, content) => {
              const keeper = path.startsWith('/gonb/') ? memory : course;
              keeping.push(this.tell(keeper.keep(path, content)));
            },
            file: (path) => builder.file(path.slice('/cache/'.length)),
          },
        )
        .finally(async () => {
          this.running = null;
          await Promise.all(keeping);
        });
    }

    environment() {
      return {
        DLFS_CACHE: '/cache',
        DLFS_LANG: this.path.split('/').find((folder) => LANGUAGES.includes(folder)) ?? 'en',
        GONB_TMP_DIR: '/gonb',
        HOME: '/',
        ...window.dlfsEnvironment, // what a test adds
      };
    }

    print(fd, text) {
      if (fd === 2) text = text.replace(/\bCell\[(\d+)\]:(\d+)(?::\d+)?/g, 'Cell[$1]: Line $2');
      this.stream({ name: fd === 2 ? 'stderr' : 'stdout', text }, this.parentHeader);
    }

    showOutput({ Name, Text }) {
      if (Name === 'stdout' || Name === 'stderr') this.stream({ name: Name, text: Text }, this.parentHeader);
      else this.displayData({ data: { [Name]: Text }, metadata: {} }, this.parentHeader);
    }

    show({ id, html, png, text }) {
      const data = {};
      if (html) data['text/html'] = html;
      if (png) data['image/png'] = png;
      if (text) data['text/plain'] = text;
      const content = { data, metadata: {}, transient: id ? { display_id: id } : {} };
      if (id && this.shownIds.has(id)) return this.updateDisplayData(content, this.parentHeader);
      if (id) this.shownIds.add(id);
      this.displayData(content, this.parentHeader);
    }

    /** The promise, unless the cell is interrupted before. */
    async unlessStopped(promise) {
      const stopped = new Promise((_, reject) => {
        this.running = { stop: () => reject(new Interrupted()) };
      });
      try {
        return await Promise.race([promise, stopped]);
      } finally {
        this.running = null;
      }
    }

    interrupt() {
      this.running?.stop();
    }

    completeRequest(question) {
      return this.complete(question).catch(failed);
    }

    async complete({ code, cursor_pos }) {
      const memory = await this.memory();
      const answer = await builder.ask('cells', {
        Do: 'complete', State: memory.state, Source: code, Cursor: bytesBefore(code, cursor_pos),
      });
      const { Matches, Start } = answer.Completion;
      return {
        status: 'ok', matches: Matches ?? [], cursor_start: charactersBefore(code, Start), cursor_end: cursor_pos, metadata: {},
      };
    }

    inspectRequest(question) {
      return this.inspect(question).catch(failed);
    }

    async inspect({ code, cursor_pos }) {
      const memory = await this.memory();
      const { Path, Name, Text } = await builder.ask('cells', {
        Do: 'inspect', State: memory.state, Source: code, Cursor: bytesBefore(code, cursor_pos),
      });
      const text = Path ? (await documentation(builder))[Path][Name] : Text;
      return text
        ? { status: 'ok', found: true, data: { 'text/markdown': text, 'text/plain': text }, metadata: {} }
        : { status: 'ok', found: false, data: {}, metadata: {} };
    }

    async isCompleteRequest() {
      return { status: 'complete' };
    }
    async commInfoRequest() {
      return { status: 'ok', comms: {} };
    }
    inputReply() {}
    async commOpen() {}
    async commMsg() {}
    async commClose() {}
  };
}

/** The reply to what went wrong. Without one the notebook would take the kernel for busy, for ever. */
function failed(error) {
  return { status: 'error', ename: 'ERROR', evalue: error.message, traceback: [error.message] };
}

let docs;

async function documentation(builder) {
  docs ||= JSON.parse(new TextDecoder().decode(await builder.file('docs.json')));
  return docs;
}

// Jupyter counts characters, Go counts bytes.

function bytesBefore(text, characters) {
  return new TextEncoder().encode([...text].slice(0, characters).join('')).length;
}

function charactersBefore(text, bytes) {
  return [...new TextDecoder().decode(new TextEncoder().encode(text).subarray(0, bytes))].length;
}
