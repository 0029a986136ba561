# A class on one server: students log in with name and password, and each gets a server that runs
# as a system user of its own. docker/README.md says how it is started.
import os
import sys
from pathlib import Path

import nativeauthenticator

sys.path.insert(0, str(Path(__file__).parent))
from limited_spawner import LimitedSpawner
from passwords import Members

c = get_config()  # noqa: F821
here = Path(__file__).parent

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

# Members are who the file says, who can change their passwords; see passwords.py.
c.JupyterHub.authenticator_class = Members
c.Authenticator.allow_all = True
c.JupyterHub.template_paths = [f"{Path(nativeauthenticator.__file__).parent}/templates"]
c.NativeAuthenticator.enable_signup = False
c.NativeAuthenticator.minimum_password_length = 8
c.NativeAuthenticator.check_common_password = True
c.NativeAuthenticator.allowed_failed_logins = 10
c.NativeAuthenticator.seconds_before_next_try = 60
# Who is no longer in the file, or has another role there.
c.Authenticator.auth_refresh_age = 10
c.Authenticator.refresh_pre_spawn = True

c.JupyterHub.spawner_class = LimitedSpawner
c.Spawner.cmd = [str(here / "server.sh"), "jupyterhub-singleuser"]
c.Spawner.notebook_dir = "~"
language = os.environ.get("DLFS_CLASS_LANG", "en")
c.Spawner.default_url = f"/lab/tree/notebooks/{language}/00_start_here.ipynb"
c.Spawner.ip = "127.0.0.1"
# What the image says to every process in it.
c.Spawner.env_keep = ["PATH", "LANG", "GOTOOLCHAIN", "GOPATH", "GOCACHE", "GOENV"]
c.Spawner.env_keep += ["DLFS_CACHE", "DLFS_CELLS", "JUPYTER_PATH"]
c.Spawner.environment = {"DLFS_LANG": language, "DLFS_CORRECTIONS": "/home/class/notebooks"}
config = f"{here / 'lab'}:{os.environ['JUPYTER_CONFIG_PATH']}"
c.LimitedSpawner.environments = {
    # Solutions are the teacher's business, and so is the page for grading.
    "students": {
        "GOFLAGS": "-tags=course",
        "JUPYTER_CONFIG_PATH": f"{here / 'lab/student'}:{config}",
    },
    "teachers": {"JUPYTER_CONFIG_PATH": f"{here / 'lab/teacher'}:{config}"},
}
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
watch = ["setpriv", "--pdeathsig", "TERM", sys.executable, str(here / "users.py"), "watch"]
c.JupyterHub.services = [
    {"name": "cull-idle", "command": culler},
    # Follows the file of members, and ends the servers of those who are no longer in it.
    {"name": "members", "command": watch, "environment": {"DLFS_CLASS_STATE": str(state)}},
]
c.JupyterHub.load_roles = [
    {
        "name": "cull-idle",
        "services": ["cull-idle"],
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
    },
    {
        "name": "members",
        "services": ["members"],
        "scopes": ["list:users", "read:servers", "delete:servers"],
    },
]
