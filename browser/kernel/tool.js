// A tool of Go in its worker, and the file system that it works in.

import { Files, StreamDecoder } from './files.js';
import { run } from './program.js';

const ENV = { GOOS: 'js', GOARCH: 'wasm', GOROOT: '/go', TMPDIR: '/tmp' };

const said = new StreamDecoder();
let messages = '';
export const files = new Files({
  output: (fd, bytes) => {
    messages += said.text(bytes);
  },
});
files.install();

/** What Go programs have written since it was asked last. */
export function written() {
  const text = messages;
  messages = '';
  return text;
}

/** A list of packages with their archives, as the tools read it. */
export function config(packages, part) {
  return packages.map((path) => `packagefile ${path}=${archive(`${part}/${path}`)}\n`).join('');
}

/** Where an archive is. The suffix keeps io, a file, from io/fs, which is in a folder. */
export function archive(name) {
  return `/pkg/${name}.a`;
}

/** Stores the archives of a pack, which lie one after the other, or a single archive. */
export function put(name, members, bytes) {
  let at = 0;
  for (const [member, length] of members ?? [[name, bytes.length]]) {
    files.put(archive(member), bytes.subarray(at, at + length));
    at += length;
  }
}

/** A tool, one run of which can start early and wait for the file that it works on. */
export class Tool {
  constructor(module, input, argv) {
    Object.assign(this, { module, input, argv, env: { ...ENV } });
  }
  begin() {
    if (this.ended) return;
    files.hold(this.input);
    this.ended = run(this.module, files, this.argv, this.env);
    this.ended.catch(() => {}); // It is awaited below.
  }
  /** Runs the tool on its file; the next run begins, and waits. */
  async run(content) {
    this.begin();
    written();
    files.put(this.input, content);
    files.release(this.input);
    try {
      return { code: await this.ended, messages: written() };
    } finally {
      this.ended = null;
      setTimeout(() => this.begin());
    }
  }
}
