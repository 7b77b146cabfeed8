"""One run on several processes, as torchrun starts them: each of these, a rank, learns from its part of every batch.

All ranks make the whole batch from the same draws and keep their part of it, and what they learn is summed over them:
up to rounding, the run is the one that a process alone makes. What is shown and written comes from the first rank.
"""

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext, redirect_stderr, redirect_stdout
from pathlib import Path

import torch
from torch import Tensor, distributed
from torch.nn.parallel import DistributedDataParallel

from model.folding import folded
from model.layers import Dropout
from model.networks import logits
from training.learning.config import LearnerConfig
from training.learning.learner import Batch, Learner

FIRST_WORD = 5.0  # seconds that the others leave to the first rank to say what is wrong, which ends them too


class RanksError(RuntimeError):
    """What processes cannot do together; its text is one sentence."""


class LostError(RuntimeError):
    """Another rank is gone, killed perhaps; its text is one sentence."""


@contextmanager
def together(learning: bool) -> Iterator[None]:
    """As one of the processes that torchrun started; does nothing where it started one, or none.

    learning: whether they are to train one network, the only thing that they can do together. Within, what the first
    rank prints is seen, and what the others print is not.
    Raises RanksError when they are to do anything else, LostError when one of them is gone.
    """
    if "TORCHELASTIC_RUN_ID" not in os.environ or os.environ["WORLD_SIZE"] == "1":
        yield
        return
    distributed.init_process_group("cpu:gloo,cuda:nccl" if torch.cuda.is_available() else "gloo")
    try:
        if not learning:
            raise RanksError("Several processes can fit together, and nothing else: leave out torchrun.")
        with nullcontext() if first() else _unheard():
            yield
    except Exception as error:
        if not first():
            time.sleep(FIRST_WORD)
        if isinstance(error, distributed.DistBackendError) or "/gloo/" in str(error):  # which has no error of its own
            raise LostError("A process is gone: add --resume to go on from the last whole epoch.") from error
        raise
    distributed.destroy_process_group()


@contextmanager
def _unheard() -> Iterator[None]:
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        yield


def count() -> int:
    """How many processes train together; 1 where this one trains alone."""
    return distributed.get_world_size() if distributed.is_available() and distributed.is_initialized() else 1


def first() -> bool:
    """Whether this is the one that writes and shows: the first rank, or a process alone."""
    return count() == 1 or distributed.get_rank() == 0


@contextmanager
def first_goes_first() -> Iterator[None]:
    """The first rank goes through this before the others, who find what it left."""
    if not first():
        distributed.barrier()
    yield
    if count() > 1 and first():
        distributed.barrier()


def own_device(device: str) -> str:
    """Where this rank trains when the run is to train on `device`: of GPUs, "cuda", each has its own.

    Raises RanksError for too few GPUs, and for any other device than these and the cpu.
    """
    if count() == 1 or device == "cpu":
        return device
    if device != "cuda":
        raise RanksError(f"Several processes train on the device cpu, or on cuda, a GPU each, not on {device!r}.")
    place = int(os.environ["LOCAL_RANK"])
    if torch.cuda.device_count() < int(os.environ["LOCAL_WORLD_SIZE"]):
        raise RanksError(f"Each process trains on a GPU of its own, and here are {torch.cuda.device_count()}.")
    torch.cuda.set_device(place)
    return f"cuda:{place}"


class RankLearner(Learner):
    """A Learner that is one of several, which learn from a part of each batch each and always have the same weights.

    All ranks must be given the same config and the same batches, and call each method together. `stop` on one of them
    stops all. Its weights, history and outputs are, up to rounding, those of a Learner alone; the ranks can resume
    what that one began, and it what they did. x: a row a picture wherever dropout comes by.
    """

    def __init__(self, config: LearnerConfig, loaders: tuple[Iterable[Batch], Iterable[Batch]]):
        super().__init__(config, loaders)
        self.rank, self.ranks = distributed.get_rank(), distributed.get_world_size()
        self._parallel = DistributedDataParallel(self.trained)
        self._whole = 0  # pictures in the batch under way
        self._asked_to_stop = False
        for layer in self.trained.modules():
            if isinstance(layer, Dropout):
                layer.draw = lambda x: self._draw(x)  # which copies of the network share; a method's self they'd copy

    def stop(self, *_) -> None:
        """Ask all ranks to return from `fit` after the same batch, the next one that they learn from."""
        self._asked_to_stop = True

    def outputs(self, loader: Iterable[Batch] | None = None) -> tuple[Tensor, Tensor]:
        """(logits (N, C), targets) of all samples of `loader` (default: validation), its batches dealt to the ranks."""
        quick, mine, targets = folded(self.model), [], []
        for number, (x, y) in enumerate(self.validation_loader if loader is None else loader):
            targets.append(y.cpu())
            if number % self.ranks == self.rank:
                mine.append(logits(quick, x.to(self.config.device)).cpu())
        dealt: list[list[Tensor]] = [[]] * self.ranks
        distributed.all_gather_object(dealt, mine)
        z = [dealt[number % self.ranks][number // self.ranks] for number in range(len(targets))]
        return torch.cat(z), torch.cat(targets)

    def _backward(self, x: Tensor, y: Tensor) -> Tensor:
        self._whole = len(y)
        with self.config.arithmetic():
            mine = self._parallel(self._part(x))
        if self.passes.asks:
            self.passes.answered(self._together(mine))
        # An empty part has no mean, and still takes part in every sum over the ranks, for which the others wait.
        loss = self.config.criterion(mine, self._part(y)) * (len(mine) / len(y)) if len(mine) else mine.sum()
        (loss * self.ranks).backward()  # of the ranks' gradients the mean is taken, and the sum is meant
        told = torch.stack([loss.detach(), loss.new_tensor(self._asked_to_stop)])
        distributed.all_reduce(told)
        self.stopping = bool(told[1])
        return told[0]

    def _part(self, whole: Tensor) -> Tensor:
        """This rank's rows of what has a row for each picture of the batch: as many as the others', or one more."""
        start, end = (self._whole * rank // self.ranks for rank in (self.rank, self.rank + 1))
        return whole[start:end]

    def _together(self, mine: Tensor) -> Tensor:
        """The rows of all ranks, of what each has for its part of the batch."""
        whole = mine.new_zeros(self._whole, *mine.shape[1:])
        self._part(whole).copy_(mine.detach())
        distributed.all_reduce(whole)
        return whole

    def _draw(self, x: Tensor) -> Tensor:
        """As `torch.rand_like`, but drawn for the whole batch, so that the generators of all ranks stay in step."""
        return self._part(torch.rand(self._whole, *x.shape[1:], dtype=x.dtype, device=x.device))
