// A federated extension of JupyterLab, written by hand: what a bundler would make of one plugin.
(() => {
  const plugin = import(new URL('../go/plugin.js', document.currentScript.src).href);
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
      const [services, { makePlugin }] = await Promise.all([shared('@jupyterlite/services'), plugin]);
      return () => ({ __esModule: true, default: makePlugin(services) });
    },
  };
})();
