"""The same works in PyTorch, float32: `pytorch.py WORK eager|compiled THREADS` prints JSON.

Written as its users write it: modules, cross_entropy, torch.optim.SGD. A compiled run is warmed up
before the clock starts.
"""

import json
import sys

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from task import BATCH, CLASSIC_STEPS, EPOCH, RATE, load, median_seconds, seconds

WARM_UP = 20  # steps that a compiled run takes before the clock starts


def tensors(centred=False):
    return [torch.from_numpy(a) for a in load(np.dtype(np.float32), centred)]


def two_layers(activation):
    torch.manual_seed(1)
    net = nn.Sequential(nn.Linear(784, 50), activation, nn.Linear(50, 10))
    for layer in net[0], net[2]:
        nn.init.normal_(layer.weight, std=0.01)
        nn.init.zeros_(layer.bias)
    return net


def classic(activation, compiled, centred=False):
    images, labels, test_images, test_labels = tensors(centred)
    net = two_layers(activation)
    optimizer = torch.optim.SGD(net.parameters(), lr=RATE)
    chooser = torch.Generator().manual_seed(2)

    def gradient(x, t):
        optimizer.zero_grad()
        loss = cross_entropy(net(x), t)
        loss.backward()

    def loss(x, t):
        with torch.no_grad():
            return cross_entropy(net(x), t)

    def accuracy(x, t):
        with torch.no_grad():
            return (net(x).argmax(dim=1) == t).float().mean().item()

    update = optimizer.step
    if compiled:
        net.compile()
        update = torch.compile(update)

    def run(steps):
        for i in range(steps):
            chosen = torch.randint(len(images), (BATCH,), generator=chooser)
            x, t = images[chosen], labels[chosen]
            gradient(x, t)
            update()
            loss(x, t).item()
            if i % EPOCH == 0:
                accuracy(images, labels)
                accuracy(test_images, test_labels)

    if compiled:
        run(WARM_UP)
    return seconds(lambda: run(CLASSIC_STEPS))


def inference(compiled):
    *_, images, labels = tensors()
    sigmoid = nn.Sigmoid()
    layers = [nn.Linear(784, 50), sigmoid, nn.Linear(50, 100), sigmoid, nn.Linear(100, 10)]
    net = nn.Sequential(*layers, nn.Softmax(dim=1))
    if compiled:
        net.compile()

    def run():
        right = 0
        with torch.inference_mode():
            for i in range(0, len(images), BATCH):
                y = net(images[i : i + BATCH])
                right += (y.argmax(dim=1) == labels[i : i + BATCH]).sum().item()

    return median_seconds(run)


WORKS = {
    "classic-sigmoid": lambda compiled: classic(nn.Sigmoid(), compiled),
    "classic-relu": lambda compiled: classic(nn.ReLU(), compiled),
    "centred-relu": lambda compiled: classic(nn.ReLU(), compiled, centred=True),
    "inference": inference,
}

if __name__ == "__main__":
    work, mode, threads = sys.argv[1:]
    torch.set_num_threads(int(threads))
    torch.set_num_interop_threads(1)
    print(json.dumps(WORKS[work](mode == "compiled")))
