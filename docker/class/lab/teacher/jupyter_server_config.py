# The servers of the teachers.
c = get_config()  # noqa: F821

# JupyterLab shows the page for grading in a frame, which the hub would forbid.
c.ServerApp.tornado_settings = {"headers": {"Content-Security-Policy": "frame-ancestors 'self'"}}

# Downloads whatever JupyterLab shows. The usual handler refuses what is behind a link, as the
# class's folder is.
c.ContentsManager.files_handler_class = "jupyter_server.files.handlers.FilesHandler"
