# JupyterLab as `make lab` starts it. The command line (LAB_ARGS) wins over what stands here.
c = get_config()  # noqa: F821

c.ServerApp.ip = "127.0.0.1"
# Root is all there is in many containers; only this machine reaches the server, and with a token.
c.ServerApp.allow_root = True

# Learners see one kernel, the one that the notebooks name.
c.KernelSpecManager.ensure_native_kernel = False
c.KernelSpecManager.allowed_kernelspecs = {"dlfs"}

# Nothing asks the network: no news, no look for updates, no list of extensions.
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.news_url = None
c.LabApp.extension_manager = "readonly"

# The kernel answers what is asked about names; a search for language servers would start npm.
c.LanguageServerManager.autodetect = False
