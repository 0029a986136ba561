// The page's side of the workers that make programs.

import { sentence } from './sentences.js';
import { beginWorkers, moduleWorker } from './workers.js';

export class Builder {
  /**
   * @param {{builder: Worker, linker: Worker, failed: boolean}} begun the workers, if they run already
   * @param {({came: number, expected: number}) => void} fetched hears of the bytes that the builder fetches
   */
  constructor(base, begun, fetched) {
    Object.assign(this, { base, begun, fetched });
    this.asked = new Map();
    this.last = 0;
    this.started = null;
    this.data = new Map();
  }

  /** Starts the workers, unless they run. */
  start() {
    this.started ||= this.startWorkers();
    return this.started;
  }

  async startWorkers() {
    const usable = this.begun && !this.begun.failed;
    const workers = usable ? this.begun : beginWorkers(this.base, this.fetched ? 'counted.js' : 'builder.js');
    const { builder, linker } = workers;
    this.begun = null;
    this.workers = workers;
    builder.onmessage = ({ data: { id, result, failure, fetched } }) => {
      if (fetched) return this.fetched(fetched);
      const { resolve, reject } = this.asked.get(id);
      this.asked.delete(id);
      if (failure) reject(new Error(sentence(...failure)));
      else resolve(result);
    };
    builder.onerror = linker.onerror = ({ message }) => {
      this.lose(new Error(message ? sentence('compilerEnded', { why: message }) : sentence('notFetched')));
    };
    try {
      return await this.send('start');
    } catch (error) {
      if (this.workers === workers) this.lose(error);
      throw error;
    }
  }

  /** Ends the workers, and all that they were asked for fails. The next question starts others. */
  lose(error) {
    for (const worker of [this.workers.builder, this.workers.linker]) {
      worker.onerror = null;
      worker.terminate();
    }
    this.workers = this.started = null;
    for (const { reject } of this.asked.values()) reject(error);
    this.asked.clear();
  }

  async ask(action, question) {
    await this.start();
    return this.send(action, question);
  }

  send(action, question) {
    return new Promise((resolve, reject) => {
      this.asked.set(++this.last, { resolve, reject });
      this.workers.builder.postMessage({ ...question, id: this.last, action });
    });
  }

  /** The content of a data file of the site; programs of several cells read it. */
  file(name) {
    if (!this.data.has(name)) {
      const content = this.ask('bytes', { name });
      this.data.set(name, content);
      content.catch(() => this.data.delete(name));
    }
    return this.data.get(name);
  }
}

// ms in which what a stopped program kept arrives.
const LAST_WORDS = 50;

/** One run of one program, in a worker of its own. */
export class Program {
  constructor(base) {
    this.base = base;
    this.begin();
  }

  /** Fetches the worker. It is ready when it has said so. */
  begin() {
    this.ready = new Promise((resolve, reject) => {
      this.worker = moduleWorker(new URL('runner.js', this.base));
      this.worker.onmessage = resolve;
      this.worker.onerror = () => reject(new Error(sentence('notFetched')));
    });
    this.ready.catch(() => {}); // Whoever runs the program hears of it.
  }

  /** Waits for the worker. One that was fetched while there was no network is fetched again. */
  async present() {
    try {
      await this.ready;
    } catch {
      this.begin();
      await this.ready;
    }
  }

  /**
   * Runs it to its end.
   * @param {object} start what runner.js takes
   * @param {object} on print, show, keep and drop hear of what the program does; file brings what it reads, input what is
   *   typed, board what is drawn
   * @param {AbortSignal} signal stops it
   * @returns {Promise<{exit: number, said: string}>} its status, and what the runtime said of a failure
   */
  async run(start, on, signal) {
    await unlessAborted(signal, this.present()).catch((error) => {
      this.worker?.terminate();
      throw error;
    });
    let leftOut = 0;
    const ended = new Promise((resolve, reject) => {
      const stop = () => {
        this.worker.terminate();
        setTimeout(() => reject(new Interrupted()), LAST_WORDS);
      };
      signal.addEventListener('abort', stop, { once: true });
      const { port1: port, port2 } = new MessageChannel();
      port.onmessage = async ({ data }) => {
        if (data.keep) on.keep(data.keep, data.content);
        else if (data.drop) on.drop(data.drop);
        else if (data.leftOut !== undefined) leftOut = data.leftOut;
        else if (signal.aborted) return; // What it said is on its way for long, and the next cell may run already.
        else if (data.print !== undefined) on.print(data.fd, data.print);
        else if (data.show) on.show(data.show);
        else if (data.ask) port.postMessage({ line: await on.input() });
        else if (data.board) port.postMessage({ board: data.board.id, ...(await on.board(data.board)) });
        else if (data.want) {
          try {
            port.postMessage({ path: data.want, bytes: await on.file(data.want) });
          } catch (error) {
            on.print(2, `${error.message}\n`);
            port.postMessage({ path: data.want, failure: error.message });
          }
        } else {
          this.worker.terminate();
          resolve(data);
        }
      };
      this.worker.onerror = ({ message }) => {
        this.worker.terminate();
        reject(new Error(message || sentence('noMemory')));
      };
      if (signal.aborted) stop();
      else this.worker.postMessage(start, [port2, start.program.buffer]);
    });
    return ended.finally(() => {
      if (leftOut) on.print(2, `${allOf(leftOut, signal.aborted)}\n`);
    });
  }
}

/** The promise, unless the signal comes before. */
export function unlessAborted(signal, promise) {
  const aborted = new Promise((_, reject) => {
    const stop = () => reject(new Interrupted());
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });
  return Promise.race([aborted, promise]);
}

/** How much was left out. Of a program that was stopped the last bytes are not known. */
function allOf(bytes, stopped) {
  const count = Math.ceil(bytes / 1000).toLocaleString('en');
  return sentence(stopped ? 'atLeastLeftOut' : 'leftOut', { count });
}

export class Interrupted extends Error {
  constructor() {
    super(sentence('stopped'));
    this.name = 'Interrupted';
    this.traceback = [this.message];
  }
}
