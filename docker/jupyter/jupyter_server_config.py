# Every Jupyter server of the image, JupyterLab's own and those that a hub starts.
import os
import sys

c = get_config()  # noqa: F821

# Kernels are reached through files in the home, not through ports that every user could try.
c.KernelManager.transport = "ipc"

# Learners see one kernel, the one that the notebooks name.
c.KernelSpecManager.ensure_native_kernel = False
c.KernelSpecManager.allowed_kernelspecs = {"dlfs"}

# A login shell, which JupyterLab's terminals have otherwise, would forget the image's PATH.
c.ServerApp.terminado_settings = {"shell_command": ["/bin/bash"]}

# Where a teacher corrects notebooks, a server that runs brings them too.
if os.environ.get("DLFS_CORRECTIONS"):
    sys.path.append("/opt/dlfs/tools")
    c.ServerApp.jpserver_extensions = {"nbtools.bringing": True}
