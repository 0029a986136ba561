// The file system of a Go program for js/wasm: files in memory, behind the calls that Go's runtime makes to Node's fs.

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const FLAGS = { O_WRONLY: 1, O_RDWR: 2, O_CREAT: 64, O_EXCL: 128, O_TRUNC: 512, O_APPEND: 1024, O_DIRECTORY: 65536 };

const FIRST_FD = 10; // Those below are the program's input and outputs.

function failure(code) {
  return Object.assign(new Error(code), { code });
}

class File {
  constructor(bytes = new Uint8Array(0)) {
    this.bytes = bytes;
    this.length = bytes.length;
  }
  resize(length) {
    if (length > this.bytes.length) {
      const bytes = new Uint8Array(Math.max(length, 2 * this.bytes.length, 4096));
      bytes.set(this.bytes.subarray(0, this.length));
      this.bytes = bytes;
    } else if (length < this.length) {
      this.bytes.fill(0, length, this.length);
    }
    this.length = length;
  }
  content() {
    return this.bytes.subarray(0, this.length);
  }
}

export class Files {
  /**
   * @param {(fd: number, bytes: Uint8Array) => void} output gets what is written to 1 and 2
   * @param {(path: string) => Promise<Uint8Array | null>} missing brings a file that is opened and not here
   * @param {() => Promise<string | null>} input brings the next line that is typed; null is the end
   * @param {(path: string, content: Uint8Array) => void} written hears of each file that was written, when it is closed
   * @param {(path: string, content: Uint8Array) => void} renamed hears of each file that got a new name
   * @param {(path: string) => void} removed hears of each file that is gone
   */
  constructor({
    output, missing = async () => null, input = async () => null, written = () => {}, renamed = () => {}, removed = () => {},
  }) {
    Object.assign(this, { output, missing, input, written, renamed, removed });
    this.typed = encoder.encode(''); // and not read yet; null after the end
    this.constants = FLAGS;
    this.folder = '/cell/'; // the program's
    this.files = new Map();
    this.elsewhere = new Set(); // files that are brought when they are opened
    this.folders = new Set(['/', '/tmp', '/cell']);
    this.open_ = new Map();
    this.nextFd = FIRST_FD;
    this.waiting = 0; // calls that are not answered yet
    this.held = new Map();
  }

  /** Makes this the file system of the Go programs in this worker. */
  install() {
    globalThis.fs = this;
    globalThis.process = {
      pid: 1, ppid: 0, cwd: () => '/cell', umask: () => 0o22, getuid: () => 0, geteuid: () => 0, getgid: () => 0,
      getegid: () => 0, getgroups: () => [],
      chdir() {
        throw failure('ENOSYS');
      },
    };
  }

  put(path, content) {
    this.files.set(path, new File(typeof content === 'string' ? encoder.encode(content) : content));
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) this.folders.add(path.slice(0, at));
  }
  /** Makes whoever opens the path to read it wait until release. */
  hold(path) {
    this.held.set(path, []);
  }
  release(path) {
    const waiting = this.held.get(path) ?? [];
    this.held.delete(path);
    this.waiting -= waiting.length;
    for (const open of waiting) open();
  }
  has(path) {
    return this.files.has(path);
  }
  get(path) {
    return this.files.get(path)?.content();
  }
  delete(path) {
    this.files.delete(path);
  }

  // What follows is Node's interface, as far as Go's package syscall uses it.

  writeSync(fd, bytes) {
    this.output(fd, bytes);
    return bytes.length;
  }
  write(fd, buffer, offset, length, position, callback) {
    const bytes = buffer.subarray(offset, offset + length);
    if (fd < FIRST_FD) return callback(null, this.writeSync(fd, bytes));
    const handle = this.open_.get(fd);
    if (!handle?.file) return callback(failure('EBADF'));
    const { file } = handle;
    const at = position ?? (handle.append ? file.length : handle.at);
    if (at + length > file.length) file.resize(at + length);
    file.bytes.set(bytes, at);
    if (position === null) handle.at = at + length;
    handle.changed = true;
    callback(null, length);
  }
  read(fd, buffer, offset, length, position, callback) {
    if (fd < FIRST_FD) return this.readTyped(buffer.subarray(offset, offset + length), callback);
    const handle = this.open_.get(fd);
    if (!handle?.file) return callback(failure('EBADF'));
    const at = position ?? handle.at;
    const bytes = handle.file.content().subarray(at, at + length);
    buffer.set(bytes, offset);
    if (position === null) handle.at = at + bytes.length;
    callback(null, bytes.length);
  }
  async readTyped(buffer, callback) {
    if (this.typed?.length === 0) {
      this.waiting++;
      const line = await this.input();
      this.waiting--;
      this.typed = line === null ? null : encoder.encode(line);
    }
    const bytes = this.typed?.subarray(0, buffer.length) ?? [];
    buffer.set(bytes);
    this.typed = this.typed?.subarray(bytes.length) ?? null;
    callback(null, bytes.length);
  }
  open(path, flags, mode, callback) {
    path = absolute(path);
    if (this.held.has(path) && !(flags & FLAGS.O_CREAT)) {
      this.waiting++;
      this.held.get(path).push(() => this.open(path, flags, mode, callback));
      return;
    }
    const handle = { path, at: 0, append: (flags & FLAGS.O_APPEND) !== 0 };
    const opened = () => {
      this.open_.set(this.nextFd, handle);
      callback(null, this.nextFd++);
    };
    if (this.folders.has(path)) {
      handle.folder = path;
      return opened();
    }
    const found = (file) => {
      if (flags & FLAGS.O_EXCL) return callback(failure('EEXIST'));
      if (flags & FLAGS.O_TRUNC) file.resize(0);
      handle.file = file;
      opened();
    };
    const file = this.files.get(path);
    if (file) return found(file);
    const comes = this.elsewhere.has(path) && !(flags & FLAGS.O_TRUNC);
    if (flags & FLAGS.O_CREAT && !comes) {
      this.elsewhere.delete(path);
      if (!this.folders.has(parent(path))) return callback(failure('ENOENT'));
      handle.file = new File();
      this.files.set(path, handle.file);
      return opened();
    }
    this.waiting++;
    this.missing(path).then(
      (bytes) => {
        this.waiting--;
        this.elsewhere.delete(path);
        if (!bytes) return callback(failure('ENOENT'));
        this.put(path, bytes);
        found(this.files.get(path));
      },
      () => {
        this.waiting--;
        callback(failure('EIO'));
      },
    );
  }
  close(fd, callback) {
    const handle = this.open_.get(fd);
    if (!this.open_.delete(fd)) return callback(failure('EBADF'));
    if (handle.changed) this.written(handle.path, handle.file.content());
    callback(null);
  }
  closeAll() {
    for (const fd of this.open_.keys()) this.close(fd, () => {});
  }
  fstat(fd, callback) {
    if (fd < FIRST_FD) return callback(null, status(null, 0o20000));
    const handle = this.open_.get(fd);
    callback(handle ? null : failure('EBADF'), handle && status(handle.file));
  }
  stat(path, callback) {
    path = absolute(path);
    if (this.folders.has(path)) return callback(null, status());
    const told = (file) => callback(file ? null : failure('ENOENT'), file && status(file));
    const file = this.files.get(path) ?? (this.elsewhere.has(path) ? new File() : null);
    if (file || !path.startsWith(this.folder)) return told(file);
    this.waiting++;
    this.missing(path).catch(() => null).then((bytes) => {
      this.waiting--;
      if (bytes) this.put(path, bytes);
      told(this.files.get(path));
    });
  }
  lstat(path, callback) {
    this.stat(path, callback);
  }
  mkdir(path, mode, callback) {
    path = absolute(path);
    if (this.folders.has(path) || this.files.has(path)) return callback(failure('EEXIST'));
    if (!this.folders.has(parent(path))) return callback(failure('ENOENT'));
    this.folders.add(path);
    callback(null);
  }
  readdir(path, callback) {
    const prefix = absolute(path).replace(/\/?$/, '/');
    const names = [...this.files.keys(), ...this.elsewhere, ...this.folders]
      .filter((name) => name.startsWith(prefix) && name !== prefix)
      .map((name) => name.slice(prefix.length).split('/')[0]);
    callback(null, [...new Set(names)].sort());
  }
  unlink(path, callback) {
    path = absolute(path);
    const here = this.files.delete(path);
    if (!this.elsewhere.delete(path) && !here) return callback(failure('ENOENT'));
    this.removed(path);
    callback(null);
  }
  rmdir(path, callback) {
    path = absolute(path);
    const inside = [...this.files.keys(), ...this.folders].some((name) => name.startsWith(`${path}/`));
    if (inside) return callback(failure('ENOTEMPTY'));
    callback(this.folders.delete(path) ? null : failure('ENOENT'));
  }
  rename(from, to, callback) {
    [from, to] = [absolute(from), absolute(to)];
    const file = this.files.get(from);
    if (!file) return callback(failure('ENOENT'));
    if (!this.folders.has(parent(to))) return callback(failure('ENOENT'));
    this.files.delete(from);
    this.elsewhere.delete(to);
    this.files.set(to, file);
    this.renamed(to, file.content());
    callback(null);
  }
  ftruncate(fd, length, callback) {
    const handle = this.open_.get(fd);
    if (!handle?.file) return callback(failure('EBADF'));
    handle.file.resize(length);
    callback(null);
  }
  truncate(path, length, callback) {
    const file = this.files.get(absolute(path));
    if (!file) return callback(failure('ENOENT'));
    file.resize(length);
    callback(null);
  }
  fsync(fd, callback) {
    callback(null);
  }
  chmod(path, mode, callback) {
    callback(null);
  }
  fchmod(fd, mode, callback) {
    callback(null);
  }
  utimes(path, accessed, modified, callback) {
    callback(null);
  }
  chown(path, user, group, callback) {
    callback(failure('ENOSYS'));
  }
  fchown(fd, user, group, callback) {
    callback(failure('ENOSYS'));
  }
  lchown(path, user, group, callback) {
    callback(failure('ENOSYS'));
  }
  link(path, other, callback) {
    callback(failure('ENOSYS'));
  }
  symlink(path, other, callback) {
    callback(failure('ENOSYS'));
  }
  readlink(path, callback) {
    callback(failure('EINVAL'));
  }
}

function absolute(path) {
  const parts = [];
  for (const part of (path.startsWith('/') ? path : `/cell/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

function parent(path) {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

/** Status of a file, or of a folder where there is no file. */
function status(file, type = file ? 0o100000 : 0o40000) {
  return {
    dev: 0, ino: 0, mode: type | (file ? 0o644 : 0o755), nlink: 1, uid: 0, gid: 0, rdev: 0, size: file?.length ?? 0,
    blksize: 4096, blocks: 0, atimeMs: 0, mtimeMs: 0, ctimeMs: 0, isDirectory: () => type === 0o40000,
  };
}

/** Text of bytes that may end within a character, and that may come from several streams. */
export class StreamDecoder {
  constructor() {
    this.decoder = new TextDecoder();
  }
  text(bytes) {
    return this.decoder.decode(bytes, { stream: true });
  }
}

export function textOf(bytes) {
  return decoder.decode(bytes);
}
