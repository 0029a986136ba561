# nbgrader on the server of a class: for its commands and JupyterLab's menus, for all members.
import os
import sys
from pathlib import Path

sys.path.append("/etc/jupyterhub")
from exchange import Collect, ReleaseFeedback, Submit

c = get_config()  # noqa: F821
shared = Path("/home/class")

if os.access(shared / "course", os.W_OK):
    # The form for grading wants the course within the home: there is a link.
    sys.path.append("/opt/dlfs/tools")
    from classroom.settings import apply

    apply(c, str(Path.home() / "class/course"), os.environ["DLFS_LANG"])

c.CourseDirectory.course_id = "dlfs"
# Teachers share the course, and nobody writes to the exchange but to the folders for it.
c.CourseDirectory.groupshared = True
c.Exchange.root = str(shared / "exchange")
c.Exchange.assignment_dir = str(Path.home() / "assignments")
c.ExchangeFactory.submit = Submit
c.ExchangeFactory.collect = Collect
c.ExchangeFactory.release_feedback = ReleaseFeedback
