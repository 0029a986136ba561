// Zip files: written without compression, read with and without.

const LOCAL = 0x04034b50, CENTRAL = 0x02014b50, END = 0x06054b50;
const UTF8 = 0x800; // names are
const DATE = (20 << 9) | (1 << 5) | 1; // 2000-01-01: the same work gives the same file

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let i = 0; i < 8; i++) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
  return n;
});

function crc(bytes) {
  let sum = ~0;
  for (const byte of bytes) sum = (sum >>> 8) ^ TABLE[(sum ^ byte) & 255];
  return ~sum >>> 0;
}

/** Numbers of 2 and 4 bytes, in turn as the pattern has them, little-endian. */
function record(pattern, ...values) {
  const view = new DataView(new ArrayBuffer([...pattern].reduce((sum, size) => sum + Number(size), 0)));
  let at = 0;
  [...pattern].forEach((size, i) => {
    if (size === '2') view.setUint16(at, values[i], true);
    else view.setUint32(at, values[i], true);
    at += Number(size);
  });
  return new Uint8Array(view.buffer);
}

/** @param {{name: string, text: string}[]} files */
export function zip(files) {
  const encoder = new TextEncoder();
  const parts = [], directory = [];
  let at = 0;
  for (const file of files) {
    const [name, content] = [encoder.encode(file.name), encoder.encode(file.text)];
    const about = [20, UTF8, 0, 0, DATE, crc(content), content.length, content.length, name.length, 0];
    const head = record('42222244422', LOCAL, ...about);
    directory.push(record('42222224442222244', CENTRAL, 20, ...about, 0, 0, 0, 0, at), name);
    parts.push(head, name, content);
    at += head.length + name.length + content.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = record('42222442', END, 0, 0, files.length, files.length, size, at, 0);
  return new Blob([...parts, ...directory, end]);
}

/** The files, as { name, text }. Throws if the bytes are no zip file. */
export async function unzip(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== END) end--;
  if (end < 0) throw new Error('no zip file');
  const decoder = new TextDecoder();
  const files = [];
  let at = view.getUint32(end + 16, true);
  for (let i = view.getUint16(end + 10, true); i > 0; i--) {
    const [method, size] = [view.getUint16(at + 10, true), view.getUint32(at + 20, true)];
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
    const local = view.getUint32(at + 42, true);
    const name = decoder.decode(bytes.subarray(at + 46, at + 46 + nameLength));
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    if (!name.endsWith('/')) files.push({ name, text: await unpacked(bytes.subarray(start, start + size), method) });
    at += 46 + nameLength + extra + comment;
  }
  return files;
}

async function unpacked(bytes, method) {
  if (method === 0) return new TextDecoder().decode(bytes);
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))).text();
}
