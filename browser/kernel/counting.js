// Tells the page how many bytes of the site's Go files have come. It is imported before what fetches them.

const PAUSE = 100; // ms between two reports

const { fetch } = self;
const count = { came: 0, expected: 0 };
const sizes = new Map(); // of the files, by their addresses; an answer does not always have its length
let timer = 0;

self.fetch = async (request, options) => {
  const address = String(request);
  const response = await fetch(request, options);
  if (!response.ok) return response;
  if (address.endsWith('/manifest.json')) await learn(address, response.clone());
  return sizes.has(address) ? counted(response, sizes.get(address)) : response;
};

async function learn(address, response) {
  const { files } = await response.json();
  for (const { sha256, size } of Object.values(files)) sizes.set(new URL(`blobs/${sha256}.bin`, address).href, size);
}

function counted(response, size) {
  count.expected += size;
  const counter = new TransformStream({
    transform(chunk, controller) {
      count.came += chunk.byteLength;
      timer ||= setTimeout(report, PAUSE);
      controller.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(counter), { headers: response.headers });
}

function report() {
  timer = 0;
  self.postMessage({ fetched: count });
}
