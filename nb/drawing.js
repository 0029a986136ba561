// A board that a learner draws on: see drawing.go. In the page it is beside the script, as drawing.html has it.
((root) => {
  const [still, live] = root.children;
  const canvas = live.querySelector('canvas');
  const [cursor, said] = live.querySelectorAll('span');
  const [clear, done] = live.querySelectorAll('button');
  const keys = said.textContent; // which draw
  const { width, height } = canvas;
  const picture = canvas.getContext('2d');
  const ink = new Uint8Array(width * height); // from 0, nothing, to 255
  let send; // takes what goes to the kernel, once it is found

  // Drawing.

  const radius = Math.max(0.5, Math.min(width, height) / 28);

  /** Draws a straight line: a pixel gets as much ink as the pen covers of it, and keeps the most that it has got. */
  function line([x0, y0], [x1, y1]) {
    const [dx, dy] = [x1 - x0, y1 - y0];
    const length = dx * dx + dy * dy;
    for (let i = 0; i < ink.length; i++) {
      const [x, y] = [(i % width) + 0.5 - x0, Math.floor(i / width) + 0.5 - y0];
      const along = length > 0 ? Math.min(1, Math.max(0, (x * dx + y * dy) / length)) : 0;
      const distance = Math.hypot(x - along * dx, y - along * dy);
      ink[i] = Math.max(ink[i], Math.round(255 * Math.min(1, Math.max(0, radius + 0.5 - distance))));
    }
    paint();
  }

  function paint() {
    const image = picture.createImageData(width, height);
    ink.forEach((v, i) => image.data.set([v, v, v, 255], 4 * i));
    picture.putImageData(image, 0, 0);
  }

  function lift() {
    down = false;
    send({ drawing: btoa(String.fromCharCode(...ink)) });
  }
  let down = false; // the pen
  let pen = [width / 2, height / 2];

  // With a pointer: a mouse, a finger, a pen.

  function place(event) {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * width, ((event.clientY - box.top) / box.height) * height];
  }

  let pointer = null; // the one that draws
  canvas.onpointerdown = (event) => {
    if (pointer !== null || event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    pointer = event.pointerId;
    cursor.style.display = 'none';
    pen = place(event);
    line(pen, pen);
  };
  canvas.onpointermove = (event) => {
    if (event.pointerId !== pointer) return;
    for (const part of event.getCoalescedEvents?.() ?? [event]) line(pen, (pen = place(part)));
  };
  canvas.onpointerup = canvas.onpointercancel = (event) => {
    if (event.pointerId !== pointer) return;
    pointer = null;
    lift();
  };

  // With the keyboard.

  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const step = Math.max(1, Math.round(radius));
  const within = (x, most) => Math.min(most - 0.5, Math.max(0.5, Math.floor(x) + 0.5));

  canvas.onkeydown = (event) => {
    const way = ways[event.key];
    if ((!way && event.key !== ' ') || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const to = way ? [pen[0] + step * way[0], pen[1] + step * way[1]] : pen;
    const from = [within(pen[0], width), within(pen[1], height)];
    pen = [within(to[0], width), within(to[1], height)];
    if (!way && down) lift();
    else if (!way) down = true;
    if (down) line(from, pen);
    tell();
  };
  canvas.onblur = () => {
    cursor.style.display = 'none';
    said.textContent = keys;
    if (down) lift();
  };

  /** Shows where the pen is. */
  function tell() {
    cursor.style.cssText += `display: block; left: ${(100 * pen[0]) / width}%; top: ${(100 * pen[1]) / height}%`;
    cursor.style.background = down ? 'red' : 'none';
    const [column, row] = pen.map((x) => Math.ceil(x));
    said.textContent = live.dataset[down ? 'down' : 'up'].replace('{column}', column).replace('{row}', row);
  }

  clear.onclick = () => {
    ink.fill(0);
    paint();
  };
  done.onclick = () => {
    clear.disabled = done.disabled = true;
    send({ done: true });
  };

  // Beginning and end.

  /** The kernel waits for drawings, which go to it by this function. */
  function begin(sender) {
    send = sender;
    paint();
    still.style.display = 'none';
    live.style.display = '';
  }

  /** It no longer does. */
  function end() {
    if (!send) return;
    still.querySelector('img').src = canvas.toDataURL();
    live.style.display = 'none';
    still.style.display = '';
  }

  // To a kernel in this page.

  if (!root.dataset.kernel) {
    window.dlfsBoards?.get(root.id)?.meet(begin, end);
    return;
  }

  // To a kernel behind a server, by a connection of its own, at the address that JupyterLab has for its own connections.

  const config = JSON.parse(document.getElementById('jupyter-config-data')?.textContent ?? '{}');
  if (!config.baseUrl) return;
  const server = new URL((config.wsUrl || config.baseUrl).replace(/\/?$/, '/'), location.href);
  const address = new URL(`api/kernels/${root.dataset.kernel}/channels`, server);
  address.protocol = address.protocol.replace('http', 'ws');
  const session = unique();
  address.searchParams.set('session_id', session);
  if (config.token) address.searchParams.set('token', config.token);
  let unsent = null; // what was drawn while there was no connection
  connect(1);

  function unique() {
    return `${Date.now()}-${Math.random()}`;
  }

  function message(msg_type, data) {
    const header = { msg_id: unique(), msg_type, session, username: '', date: new Date().toISOString(), version: '5.4' };
    const content = { comm_id: root.id, target_name: 'dlfs.board', data };
    return JSON.stringify({ channel: 'shell', header, parent_header: {}, metadata: {}, content, buffers: [] });
  }

  /** Connects, and again after so many seconds and more where that fails: a server may be busy, a network may be away. */
  function connect(seconds) {
    const socket = new WebSocket(address);
    let closed = false;
    // Again until it is answered: a server that has just connected to the kernel may miss an answer.
    const knock = () => socket.send(message('comm_open', {}));
    let knocking;
    socket.onopen = () => {
      knock();
      knocking = setInterval(knock, 1000);
    };
    socket.onmessage = ({ data }) => {
      if (typeof data !== 'string' || !data.includes(root.id)) return; // what other cells show, for instance
      const { msg_type, content } = JSON.parse(data);
      if (content.comm_id !== root.id) return;
      clearInterval(knocking);
      if (msg_type === 'comm_close') {
        closed = true;
        socket.close();
        end();
      } else if (msg_type === 'comm_msg') {
        seconds = 1;
        begin((drawn) => {
          unsent = { ...unsent, ...drawn };
          if (socket.readyState !== WebSocket.OPEN) return;
          socket.send(message('comm_msg', unsent));
          unsent = null;
        });
        if (unsent) send(unsent);
      }
    };
    socket.onclose = () => {
      clearInterval(knocking);
      if (!closed && seconds < 60) setTimeout(() => connect(2 * seconds), 1000 * seconds);
    };
  }
})(document.currentScript.parentNode);
