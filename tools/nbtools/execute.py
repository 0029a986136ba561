"""Runs notebooks through the real kernel, without a front end."""

import asyncio
import contextlib
import os
import signal
import tempfile
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from nbtools.compare import cell_name
from nbtools.normalise import normalise
from nbtools.project import KERNEL, KERNEL_DIR, places

CELL_SECONDS = 300


@dataclass
class Run:
    """One run of a notebook: what it looks like afterwards, and the cells that failed."""

    path: Path
    notebook: NotebookNode
    seconds: float = 0.0
    failures: list[str] = field(default_factory=list)


def run_all(
    notebooks: dict[Path, NotebookNode], jobs: int = 2, timeout: int = CELL_SECONDS
) -> list[Run]:
    """Runs the notebooks, `jobs` at a time, each in a kernel and a temporary folder of its own."""

    async def run_them() -> list[Run]:
        free = asyncio.Semaphore(jobs)

        async def when_free(path: Path, notebook: NotebookNode) -> Run:
            async with free:
                return await run_notebook(notebook, path, timeout)

        return await asyncio.gather(*(when_free(*named) for named in notebooks.items()))

    return asyncio.run(run_them())


async def run_notebook(
    notebook: NotebookNode,
    path: Path,
    timeout: int = CELL_SECONDS,
    kernels: Path = KERNEL_DIR,
) -> Run:
    """Runs the notebook as if it lay at `path`, whose folder must exist, and normalises it.

    The kernel is the one of our name in the folder `kernels`.
    """
    run = Run(path, notebook)
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="dlfs-", ignore_cleanup_errors=True) as folder:
        scratch = Path(folder)
        await Session(run, scratch, timeout, kernels).run()
        normalise(notebook, places(scratch / "tmp"))
    run.seconds = time.monotonic() - start
    return run


class Session:
    """A kernel of its own for one run, and the notes taken while it works."""

    def __init__(self, run: Run, scratch: Path, timeout: int, kernels: Path) -> None:
        self.result = run
        self.timeout = timeout
        self.log = scratch / "kernel.log"
        self.temp = scratch / "tmp"
        self.temp.mkdir()
        self.cell = "no cell"
        self.manager = AsyncKernelManager(
            kernel_name=KERNEL["name"],
            kernel_spec_manager=KernelSpecManager(kernel_dirs=[str(kernels)]),
            connection_file=str(scratch / f"kernel-{uuid.uuid4()}.json"),
        )

    async def run(self) -> None:
        client = NotebookClient(
            self.result.notebook,
            km=self.manager,
            timeout=self.timeout,
            allow_errors=True,  # so that every failing cell is reported, not only the first
            record_timing=False,
            on_cell_execute=self.starting,
            on_cell_executed=self.executed,
        )
        with self.log.open("wb") as log:
            try:
                await client.async_execute(
                    cwd=str(self.result.path.resolve().parent),
                    env=os.environ | {"DLFS_HEADLESS": "1", "TMPDIR": str(self.temp)},
                    stdout=log,
                    stderr=log,
                )
            except NoSuchKernel:
                self.fail("the kernel is not installed: run `make setup` first")
            except CellTimeoutError:
                self.fail(f"{self.cell}: not finished after {self.timeout} s")
            except (DeadKernelError, RuntimeError) as error:
                self.fail(f"{self.cell}: {error}\n{self.end_of_log()}")
            finally:
                await self.stop(client)

    async def stop(self, client: NotebookClient) -> None:
        if client.kc is not None:
            client.kc.stop_channels()
        with group_ended(self.manager):
            if self.manager.has_kernel:
                await self.manager.shutdown_kernel()

    def starting(self, cell: NotebookNode, cell_index: int) -> None:
        self.cell = cell_name(cell_index + 1, cell)

    def executed(self, cell: NotebookNode, cell_index: int, execute_reply: dict) -> None:
        failed = execute_reply["content"]["status"] != "ok"
        expected = "raises-exception" in cell.metadata.get("tags", [])
        if failed and not expected:
            self.fail(f"{self.cell}:\n{printed_errors(cell)}")
        elif expected and not failed:
            self.fail(f"{self.cell}: it is tagged raises-exception and ran without an error")

    def fail(self, why: str) -> None:
        self.result.failures.append(why.rstrip())

    def end_of_log(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()[-20:]
        return "\n".join(f"    {line}" for line in lines)


def printed_errors(cell: NotebookNode) -> str:
    """What a failed cell said, indented."""
    said = "".join(o.text for o in cell.outputs if o.get("name") == "stderr")
    for output in cell.outputs:
        if output.output_type == "error":
            said += "\n".join(output.traceback) + "\n"
    return "\n".join(f"    {line}" for line in said.splitlines() if line.strip())


@contextlib.contextmanager
def group_ended(manager: AsyncKernelManager) -> Iterator[None]:
    """Whatever of the kernel's process group is still there afterwards is killed."""
    group = getattr(manager.provisioner, "pgid", None)
    try:
        yield
    finally:
        if group:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)
