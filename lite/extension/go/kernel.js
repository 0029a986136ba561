// The kernel: Jupyter's messages on one side, cells and programs on the other.

import { Boards } from './boards.js';
import { Interrupted, Program } from './client.js';
import { history } from './history.js';
import { Course, Memory } from './memory.js';

// Where something is in the program's file, which nobody has seen.
const WHOLE_PLACE = / ?\[\/cell\/main\.go:\d+:\d+\]/g;

const LANGUAGES = ['zh', 'ko', 'ja'];

const course = new Course();

const NOBODY_TYPES = 'The program wants to read a line, but nobody can type one here, so its input ends.';

/** Makes the kernel's class, as its base class and the maker of messages come from JupyterLab. */
export function makeKernel(BaseKernel, createMessage, builder, pathOf) {
  const messageTo = (parentHeader, channel, msgType, content) =>
    createMessage({ channel, msgType, session: parentHeader.session, parentHeader, content });

  return class GoKernel extends BaseKernel {
    constructor(options) {
      const send = (message) => options.sendMessage(keepingQueue(message));
      super({ ...options, sendMessage: send });
      this.send = send;
      this.failedAt = ''; // when the last cell failed after which those that wait must not run
      this.stop = null; // stops the cell that runs
      this.asked = null; // the question whose answer a program waits for
      this.spare = new Program(builder.base);
      this.shownIds = new Set();
      builder.start();
    }

    /** Answers what the base class does not, or not as asked. The rest is its own. */
    async handleMessage(message) {
      if (this.isDisposed) return; // The message waited for a cell that the end of the kernel has stopped.
      const { header, content } = message;
      if (header.msg_type === 'input_reply') {
        this.inputReply(content, message.parent_header.msg_id);
      } else if (header.msg_type === 'execute_request' && header.date < this.failedAt) {
        this.answer(message, 'execute_reply', { status: 'aborted' });
      } else if (header.msg_type === 'history_request') {
        this.answer(message, 'history_reply', { status: 'ok', history: history(await this.memory(), content) });
      } else if (header.msg_type === 'comm_info_request') {
        this.answer(message, 'comm_info_reply', await this.commInfoRequest());
      } else {
        await super.handleMessage(message);
      }
    }

    answer(message, msgType, content) {
      this._busy(message);
      this.send(messageTo(message.header, 'shell', msgType, content));
      this._idle(message);
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

    async executeRequest({ code, allow_stdin, stop_on_error }) {
      this.stop = new AbortController();
      try {
        const memory = await this.memory();
        if (this._executionCount <= memory.count) this._executionCount = memory.count + 1; // The page was reloaded.
        await this.execute(memory, this._executionCount, code, allow_stdin);
        return { status: 'ok', execution_count: this._executionCount, user_expressions: {} };
      } catch (error) {
        const stopped = error instanceof Interrupted && this.stopped;
        const { status, ...reply } = failed(stopped ? new Failed(stopped) : error);
        this.publishExecuteError(reply, this.parentHeader);
        if (stop_on_error !== false) this.failedAt = new Date().toISOString();
        return { status, execution_count: this._executionCount, ...reply };
      } finally {
        this.stop = this.asked = null;
      }
    }

    async execute(memory, count, source, allowStdin) {
      const cell = { State: memory.state, Kept: memory.values, Cell: count, Source: source, Lang: this.language() };
      const { Result, Kept, Failure, Stopped } = await this.unlessStopped(builder.ask('cells', { Do: 'run', ...cell }));
      this.stopped = Stopped; // what an interrupt says from now on
      for (const output of Result.Shown ?? []) this.showOutput(output);
      if (Result.Reset) await memory.clear();
      await this.tell(memory.note(Result.Before, count, source));
      if (Kept.Before !== memory.values) await this.tell(memory.keepValues(Kept.Before));
      if (Failure) throw new Failed(Failure);
      for (const note of Result.Notes ?? []) this.showOutput({ Name: 'text/plain', Text: note });
      if (!Result.Source) return;
      const built = await this.unlessStopped(
        builder.ask('build', { source: Result.Source, imports: Result.Imports ?? [] }),
      );
      if (built.code !== 0) {
        throw await this.explained({ Do: 'compile', ...cell, Said: built.messages.replace(WHOLE_PLACE, '') });
      }
      await this.tell(memory.note(Result.State, count, source));
      if (Kept.After !== memory.values) await this.tell(memory.keepValues(Kept.After));
      const { exit, said } = await this.run(memory, built.program, Result.Args ?? [], allowStdin);
      if (exit !== 0) throw await this.explained({ Do: 'program', ...cell, Said: said, Status: `exit status ${exit}` });
    }

    async explained(question) {
      const { Failure } = await this.unlessStopped(builder.ask('cells', question));
      return new Failed(Failure);
    }

    async tell(sentence) {
      sentence = await sentence;
      if (sentence) this.print(2, `${sentence}\n`);
    }

    async run(memory, program, args, allowStdin) {
      const files = [...(await this.unlessStopped(course.files())), ...memory.files];
      const running = this.spare.broken ? new Program(builder.base) : this.spare;
      this.spare = new Program(builder.base); // The next cell finds its worker ready.
      const keeping = [];
      const boards = new Boards(allowStdin);
      try {
        return await running.run(
          { program, argv: ['main', ...args], env: this.environment(), kept: files, large: memory.large },
          {
            print: (fd, text) => this.print(fd, text),
            show: (bundle) => this.show(bundle),
            keep: (path, content) => {
              const keeper = path.startsWith('/gonb/') ? memory : course;
              keeping.push(this.tell(keeper.keep(path, content)));
            },
            drop: (path) => {
              if (path.startsWith('/gonb/')) keeping.push(this.tell(memory.drop(path)));
            },
            file: (path) => (path.startsWith('/gonb/') ? memory.kept.get(path) : builder.file(path.slice('/cache/'.length))),
            input: () => this.input(allowStdin),
            board: (question) => boards.ask(question),
          },
          this.stop.signal,
        );
      } finally {
        boards.close();
        await Promise.all(keeping);
      }
    }

    /** The next line that somebody types, or null if nobody can. */
    input(allowed) {
      if (!allowed) {
        this.print(2, `${NOBODY_TYPES}\n`);
        return null;
      }
      const question = messageTo(this.parentHeader, 'stdin', 'input_request', { prompt: '', password: false });
      return new Promise((resolve) => {
        this.asked = { id: question.header.msg_id, resolve };
        this.send(question);
      });
    }

    /** Takes the answer to a question; that to the one of a cell that was stopped meanwhile means nothing. */
    inputReply({ value }, question) {
      if (question === this.asked?.id) this.asked.resolve(`${value ?? ''}\n`);
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

    print(fd, text) {
      this.stream({ name: fd === 2 ? 'stderr' : 'stdout', text }, this.parentHeader);
    }

    showOutput({ Name, Text, Plain }) {
      if (Name === 'stdout' || Name === 'stderr') return this.stream({ name: Name, text: Text }, this.parentHeader);
      const data = { [Name]: Text };
      if (Plain) data['text/plain'] = Plain;
      this.displayData({ data, metadata: {} }, this.parentHeader);
    }

    show({ id, html, png, text, kind }) {
      if (kind === 'clear' || kind === 'wait') return this.clearOutput({ wait: kind === 'wait' }, this.parentHeader);
      const data = {};
      if (html) data['text/html'] = html;
      if (png) data['image/png'] = png;
      if (text) data['text/plain'] = text;
      if (kind === 'result') {
        const result = { execution_count: this._executionCount, data, metadata: {} };
        return this.publishExecuteResult(result, this.parentHeader);
      }
      const content = { data, metadata: {}, transient: id ? { display_id: id } : {} };
      if (id && this.shownIds.has(id)) return this.updateDisplayData(content, this.parentHeader);
      if (id) this.shownIds.add(id);
      this.displayData(content, this.parentHeader);
    }

    /** The promise, unless the cell is interrupted before. */
    unlessStopped(promise) {
      const { signal } = this.stop;
      const stopped = new Promise((_, reject) => {
        const stop = () => reject(new Interrupted());
        if (signal.aborted) stop();
        signal.addEventListener('abort', stop, { once: true });
      });
      return Promise.race([stopped, promise]);
    }

    interrupt() {
      this.stop?.abort();
    }

    completeRequest(question) {
      return this.complete(question).catch(failed);
    }

    async complete({ code, cursor_pos }) {
      const memory = await this.memory();
      const answer = await builder.ask('cells', {
        Do: 'complete', State: memory.state, Kept: memory.values, Source: code, Cursor: bytesBefore(code, cursor_pos),
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
        Do: 'inspect', State: memory.state, Kept: memory.values, Source: code, Cursor: bytesBefore(code, cursor_pos),
      });
      const text = Path ? (await documentation(builder))[Path][Name] : Text;
      return text
        ? { status: 'ok', found: true, data: { 'text/markdown': text, 'text/plain': text }, metadata: {} }
        : { status: 'ok', found: false, data: {}, metadata: {} };
    }

    async isCompleteRequest({ code }) {
      try {
        const { Text } = await builder.ask('cells', { Do: 'status', Source: code });
        return { status: Text, indent: '' };
      } catch {
        return { status: 'unknown' }; // The kernel's parts are lost: the cell will say so when it runs.
      }
    }
    async commInfoRequest() {
      return { status: 'ok', comms: {} };
    }
    async commOpen() {}
    async commMsg() {}
    async commClose() {}
  };
}

/** A failure that is explained: see internal/advice. */
class Failed extends Error {
  constructor({ Name, Value, Traceback }) {
    super(Value);
    Object.assign(this, { name: Name, traceback: Traceback });
  }
}

/** The reply to what went wrong. Without one the notebook would take the kernel for busy, for ever. */
function failed({ name, message, traceback }) {
  return { status: 'error', ename: traceback ? name : 'KernelError', evalue: message, traceback: traceback ?? [message] };
}

/**
 * JupyterLite drops all that waits whenever a cell fails, questions too, and answers none of it; unless it was an interrupt.
 * This kernel aborts the cells that wait by itself.
 */
function keepingQueue(message) {
  if (message.header.msg_type === 'execute_reply') message.metadata = { ...message.metadata, cause: 'interrupt' };
  return message;
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
