// A federated extension of JupyterLab, written by hand: what a bundler would make of one plugin.
(() => {
  const modules = new URL('../kernel/', document.currentScript.src);
  // Begun here, the tools get ready while JupyterLab still keeps the page busy.
  const beginning = import(new URL('workers.js', modules).href).then(({ beginWorkers }) => beginWorkers(modules));
  let scope;

  /** The newest version of a package that JupyterLab shares. */
  async function shared(name) {
    const versions = scope[name];
    const newest = Object.keys(versions).sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1);
    return (await versions[newest].get())();
  }

  (window._JUPYTERLAB ||= {})['dlfs-go'] = {
    init(sharedScope) {
      scope = sharedScope;
    },
    async get() {
      const [lite, services, apputils, mainmenu, widgets, { makePlugin }, workers] = await Promise.all([
        shared('@jupyterlite/services'),
        shared('@jupyterlab/services'),
        shared('@jupyterlab/apputils'),
        shared('@jupyterlab/mainmenu'),
        shared('@lumino/widgets'),
        import(new URL('../lab/plugin.js', modules).href),
        beginning.catch(() => null), // The kernel tries again.
      ]);
      return () => ({ __esModule: true, default: makePlugin(lite, services, apputils, mainmenu, widgets, workers) });
    },
  };
})();
