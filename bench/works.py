"""What is timed, who does it, and what is asked."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Aim:
    """The best of ours against the best of theirs, and the least ratio that is asked."""

    title: str
    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    ratio: float


@dataclass(frozen=True)
class Work:
    name: str
    title: str
    contenders: tuple[str, ...]
    aims: tuple[Aim, ...]
    rounds: int = 3


OURS = ("dlfs, 1 core", "dlfs, 2 cores")
PLAIN = "dlfs, plain Go, 2 cores"
KERNEL = "dlfs, kernel alone"
WASM, WASM_PLAIN = "dlfs, WebAssembly", "dlfs, WebAssembly, plain Go"
BOOK64 = ("NumPy float64, 1 thread", "NumPy float64, 2 threads")
BOOK32 = ("NumPy float32, 1 thread", "NumPy float32, 2 threads")
TORCH = tuple(
    f"PyTorch float32 {mode}, {threads}"
    for mode in ("eager", "compiled")
    for threads in ("1 thread", "2 threads")
)

CLASSIC = (
    ("classic-relu", "classic run, ReLU", 5, PLAIN),
    ("classic-sigmoid", "classic run, sigmoid", 4.5, PLAIN),
)

WORKS = (
    *(
        Work(
            name,
            title,
            (*OURS, plain, *BOOK64, *BOOK32, *TORCH),
            (
                Aim(f"{title}", OURS, TORCH, 2.8),
                Aim(f"{title}", OURS, BOOK64, against64),
                Aim(f"{title}", OURS, BOOK32, 2.2),
                Aim(f"{title}, plain Go", (plain,), BOOK64, 1.5),
            ),
        )
        for name, title, against64, plain in CLASSIC
    ),
    Work(
        "centred-relu",
        "classic run, ReLU, mean-centred images",
        (*OURS, *TORCH),
        (Aim("classic run on mean-centred images", OURS, TORCH, 1),),
    ),
    Work(
        "gradient-images",
        "numerical gradient of all 79,510 parameters, 100 MNIST images",
        (*OURS, *BOOK64),
        (Aim("the net's numerical gradient, 100 MNIST images", OURS, BOOK64, 250),),
        rounds=1,  # of minutes, for a ratio far from the aim
    ),
    Work(
        "gradient-dense",
        "numerical gradient of all 79,510 parameters, 100 dense random rows",
        (*OURS, *BOOK64),
        (Aim("the net's numerical gradient, 100 dense rows", OURS, BOOK64, 40),),
        rounds=1,  # of minutes, for a ratio far from the aim
    ),
    Work(
        "general",
        "the general numerical gradient, 1,010 parameters, 100 MNIST images",
        (*OURS, *BOOK64),
        (Aim("the general numerical gradient", OURS, BOOK64, 2),),
        rounds=5,
    ),
    Work(
        "inference",
        "inference of 10,000 images, three-layer net, batches of 100",
        (*OURS, *BOOK64, *BOOK32, *TORCH),
        (Aim("inference of 10,000 images", OURS, TORCH, 2),),
        rounds=5,
    ),
    Work(
        "steps-relu",
        "2,000 training steps, ReLU, one core",
        (WASM, WASM_PLAIN, OURS[0]),
        (
            Aim("training steps in WebAssembly under Node", (WASM,), (WASM_PLAIN,), 3.2),
            Aim("training steps in WebAssembly under Node", (WASM,), OURS[:1], 0.33),
        ),
        rounds=5,
    ),
    Work(
        "products",
        "dense float64 product, one core",
        (KERNEL, BOOK64[0]),
        (Aim("dense float64 product, one core", (KERNEL,), BOOK64[:1], 0.75),),
        rounds=5,
    ),
)


@dataclass(frozen=True)
class Limit:
    """A figure of ours that has a bound of its own."""

    name: str
    title: str
    contender: str
    bound: float
    unit: str
    rounds: int = 3
    what: str = "seconds"
    per: float = 0  # if not 0, the figure is this number divided by what was measured


LIMITS = (
    Limit(
        "classic-relu",
        "peak resident memory of the classic run",
        OURS[1],
        120,
        "MiB",
        1,
        "peak MiB",
    ),
    Limit("by-hand-sigmoid", "classic run, sigmoid, written by hand", OURS[1], 15, "s"),
    Limit(
        "steps-relu",
        "training loop in WebAssembly under Node",
        WASM,
        1100,
        "steps/s",
        per=2000,
    ),
    Limit("text-cell", "text cell, nbclient, median of 15", "cells", 0.13, "s"),
    Limit("plot-cell", "plot cell, nbclient, median of 15", "cells", 0.30, "s"),
    Limit("first-plot-cell", "first plot cell of a new kernel", "cells", 2.5, "s"),
    Limit("mnist-cell", "MNIST ready in a cell", "cells", 0.030, "s"),
)
