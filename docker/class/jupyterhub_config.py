# A class on one server: students log in with name and password, and each gets a server that runs
# as a system user of its own. docker/README.md says how it is started.
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from limited_spawner import LimitedSpawner

c = get_config()  # noqa: F821

# What a restart must find again: who is logged in, whose server runs where.
state = Path(os.environ.get("DLFS_CLASS_STATE", "/srv/class"))
c.JupyterHub.db_url = f"sqlite:///{state}/hub.sqlite"
c.JupyterHub.cookie_secret_file = str(state / "cookie_secret")
c.ConfigurableHTTPProxy.pid_file = str(state / "proxy.pid")
# A hub that ends or falls leaves the servers alone and finds them again.
c.JupyterHub.cleanup_servers = False

# TLS is the business of the reverse proxy before it; without one nobody else's machine gets in.
c.JupyterHub.bind_url = os.environ.get("DLFS_CLASS_BIND", "http://127.0.0.1:8000")
c.JupyterHub.hub_bind_url = "http://127.0.0.1:8081"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:8001"

c.JupyterHub.authenticator_class = "pam"
c.PAMAuthenticator.open_sessions = False
c.PAMAuthenticator.allowed_groups = {"students"}
c.PAMAuthenticator.admin_groups = {"teachers"}

c.JupyterHub.spawner_class = LimitedSpawner
c.Spawner.cmd = ["/opt/dlfs/docker/start.sh", "jupyterhub-singleuser"]
c.Spawner.notebook_dir = "~"
c.Spawner.default_url = "/lab/tree/notebooks/en/00_start_here.ipynb"
c.Spawner.ip = "127.0.0.1"
# What the image says to every process in it.
c.Spawner.env_keep = ["PATH", "LANG", "GOTOOLCHAIN", "GOPATH", "GOCACHE", "GOENV"]
c.Spawner.env_keep += ["DLFS_CACHE", "DLFS_CELLS", "JUPYTER_PATH", "JUPYTER_CONFIG_PATH"]
c.Spawner.mem_limit = "1G"
c.LimitedSpawner.cgroup = os.environ.get("DLFS_CLASS_CGROUP", "")
# A whole class comes at the same minute: nobody is sent away, all wait a little longer.
c.JupyterHub.concurrent_spawn_limit = 0
c.Spawner.start_timeout = 300
c.Spawner.http_timeout = 300
c.Spawner.poll_interval = 10

# A server that nobody has used for an hour ends; what was saved is there at the next start.
culler = [sys.executable, "-m", "jupyterhub_idle_culler", "--timeout=3600"]
# It ends with its hub, also with one that is killed.
culler = ["setpriv", "--pdeathsig", "TERM", *culler]
c.JupyterHub.services = [{"name": "cull-idle", "command": culler}]
c.JupyterHub.load_roles = [
    {
        "name": "cull-idle",
        "services": ["cull-idle"],
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
    }
]
