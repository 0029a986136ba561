// The site's Go files: compiler, linker, archives, MNIST. Each is a gzip file that is named by the hash of its bytes, so
// what a cache has of an older site is either the same or never asked for.

const WAITS = [0, 500, 2000]; // ms before each attempt

/** What went wrong outside the cell: the name of a sentence for the learner (sentences.js), and its values. */
export class KernelError extends Error {
  constructor(name, values) {
    super(name);
    this.said = [name, values];
  }
}

export class Blobs {
  /** @param {{files: Object<string, {sha256: string, size: number}>}} manifest */
  constructor(base, manifest) {
    this.base = base;
    this.manifest = manifest;
    this.contents = new Map();
  }

  /** The unpacked content of a file. It stays in memory. */
  bytes(name) {
    return this.once(name, async () => unpack(await this.load(name)));
  }

  /** The WebAssembly module that a file is, compiled while it arrives. */
  module(name) {
    return this.once(name, async () => {
      let packed;
      const [compiled] = await Promise.allSettled([
        this.response(name, 'default').then((response) => {
          const [now, later] = response.body.tee();
          packed = new Response(later).arrayBuffer();
          packed.catch(() => {}); // It is awaited below.
          return compile(now);
        }),
      ]);
      if (compiled.status === 'fulfilled' && (await this.whole(name, await packed))) return compiled.value;
      return WebAssembly.compile(await unpack(await this.load(name, 'reload')));
    });
  }

  once(name, make) {
    return onceIn(this.contents, name, make);
  }

  forget(name) {
    this.contents.delete(name);
  }

  /** The checked bytes of a file. A damaged copy in a cache is replaced. */
  async load(name, cache = 'default') {
    let damaged = false;
    for (const wait of WAITS) {
      await new Promise((resolve) => setTimeout(resolve, wait));
      let packed;
      try {
        const response = await this.response(name, damaged ? 'reload' : cache);
        packed = await response.arrayBuffer();
        // Firefox takes for the whole what a lost connection left.
        if (packed.byteLength < Number(response.headers.get('Content-Length'))) throw new Error('cut');
      } catch {
        continue; // The network: wait a little longer.
      }
      if (await this.whole(name, packed)) return packed;
      damaged = true;
    }
    throw new KernelError(damaged ? 'damaged' : 'fileNotFetched', { name });
  }

  async response(name, cache) {
    const { sha256 } = this.manifest.files[name];
    const response = await fetch(new URL(`blobs/${sha256}.bin`, this.base), { cache });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return response;
  }

  /** Whether the bytes are those of the manifest. Where the page may not hash, gzip's own check must do. */
  async whole(name, packed) {
    const { sha256, size } = this.manifest.files[name];
    if (packed.byteLength !== size) return false;
    if (!globalThis.crypto?.subtle) return true;
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', packed));
    return sha256 === Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  }
}

/** Makes what a name stands for once, and again only where that failed. */
export function onceIn(made, name, make) {
  if (!made.has(name)) {
    const content = make();
    made.set(name, content);
    content.catch(() => made.delete(name));
  }
  return made.get(name);
}

/** What was packed with gzip. Chromium takes twice as long to gather it in a Response. */
export async function unpack(packed) {
  const bytes = new Uint8Array(new DataView(packed).getUint32(packed.byteLength - 4, true)); // Its end tells the length.
  const { readable, writable } = new DecompressionStream('gzip');
  const writer = writable.getWriter();
  const written = Promise.all([writer.write(packed), writer.close()]);
  written.catch(() => {}); // Who reads hears of it.
  const reader = readable.getReader();
  let at = 0;
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    bytes.set(value, at);
    at += value.length;
  }
  return bytes;
}

function compile(packed) {
  const unpacked = packed.pipeThrough(new DecompressionStream('gzip'));
  return WebAssembly.compileStreaming(new Response(unpacked, { headers: { 'Content-Type': 'application/wasm' } }));
}
