// Files that lie beside a notebook in JupyterLab, as programs read them.

const encoder = new TextEncoder();

/** How a program of a notebook reads a file beside it: by its name there, as bytes, or null if there is none. */
export function besideOf(drive) {
  return async (notebook, name) => {
    const folder = notebook.split('/').slice(0, -1).join('/');
    try {
      return bytesOf(await drive.get(folder ? `${folder}/${name}` : name, { content: true }));
    } catch {
      return null;
    }
  };
}

function bytesOf({ type, format, content }) {
  if (type === 'directory' || content === null) return null;
  if (format === 'base64') return Uint8Array.from(atob(content), (c) => c.charCodeAt(0));
  return encoder.encode(format === 'json' ? JSON.stringify(content) : content);
}
