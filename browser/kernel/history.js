// Jupyter's history of the cells that have run.

const SESSION = 1; // There is one: what the notebook's kernel remembers ends with it.

/** The entries that a history_request asks for, oldest first. */
export function history({ cells }, { hist_access_type: access, output, ...asked }) {
  const all = [...cells].sort(([a], [b]) => a - b);
  return (ACCESS[access] ?? none)(all, asked).map(([count, source]) => [SESSION, count, output ? [source, null] : source]);
}

const none = () => [];

const ACCESS = {
  tail: (all, { n }) => last(all, n),

  // 0 is the session that runs, and -1 the one before.
  range: (all, { session, start, stop }) =>
    [0, SESSION].includes(session)
      ? all.filter(([count]) => count >= (start ?? 0) && count < (stop ?? Infinity))
      : [],

  search: (all, { pattern, unique, n }) => {
    const glob = globOf(pattern ?? '*');
    const found = all.filter(([, source]) => glob.test(source));
    return last(unique ? [...new Map(found.map((entry) => [entry[1], entry])).values()] : found, n);
  },
};

function last(entries, n) {
  return entries.slice(Math.max(0, entries.length - (n ?? Infinity)));
}

/** A pattern as a shell has it. */
function globOf(pattern) {
  const parts = { '*': '.*', '?': '.' };
  return new RegExp(`^${pattern.replace(/[*?]|[^\w\s]/g, (c) => parts[c] ?? `\\${c}`)}$`, 's');
}
