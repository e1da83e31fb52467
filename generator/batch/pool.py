"""进程: things done one by one in processes beside this one; one that is killed takes nothing along.

A process has one thing in hand at a time, so that it is known which one it was killed at.  It ends by
itself when this one is gone, however this one went.
"""

from __future__ import annotations

import gc
import multiprocessing
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

__all__ = ["in_processes"]

J = TypeVar("J")
R = TypeVar("R")

_FRESH_AFTER = 500  # things done by a process before another takes its place
_SELDOM = 50_000  # new objects until garbage is looked for: little of what a unit leaves is any
_PATIENCE = 30  # seconds for a process to finish what it has in hand
_SPAWN = multiprocessing.get_context("spawn")  # the same on every system


def in_processes(
    jobs: Iterable[J], act: Callable[[J], R], workers: int
) -> Iterator[tuple[J, R | None]]:
    """Do each job by ``act`` in one of so many processes; gives them as they are done.

    A job whose process was killed is done once more; None when that one was killed too.  No more jobs
    are taken than there are processes.
    """
    hands = _Hands(iter(jobs), act)
    try:
        for _ in range(workers):
            hands.another()
        while hands.busy:
            yield from hands.done()
    finally:
        hands.dismiss()


def _serve(pipe: Connection, act: Callable[[Any], Any]) -> None:
    """The process: do what is asked until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is the asking process that is interrupted
    gc.freeze()
    gc.set_threshold(_SELDOM)
    gc.enable()
    with suppress(EOFError, OSError):
        while True:
            pipe.send(act(pipe.recv()))


@contextmanager
def _not_interrupted() -> Iterator[None]:
    """A process started here is deaf to the keyboard from its first moment on, before it is ours."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@dataclass(slots=True)
class _Hand(Generic[J]):
    """A process with the job it has in hand."""

    process: Any
    pipe: Connection
    job: J
    again: bool
    left: int = _FRESH_AFTER

    def dismiss(self) -> None:
        self.pipe.close()
        self.process.join(_PATIENCE)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.process.close()


class _Hands(Generic[J, R]):
    """The processes at work, by their pipes."""

    def __init__(self, jobs: Iterator[J], act: Callable[[J], R]) -> None:
        self._jobs = jobs
        self._act = act
        self.busy: dict[Any, _Hand[J]] = {}

    def another(self) -> None:
        """One more process, with the next job; none when there is no job."""
        for job in self._jobs:
            self._begin(job, again=False)
            return

    def _begin(self, job: J, again: bool) -> None:
        here, there = _SPAWN.Pipe()
        process = _SPAWN.Process(target=_serve, args=(there, self._act), daemon=True)
        with _not_interrupted():
            process.start()
        there.close()
        self.busy[here] = _Hand(process, here, job, again)
        with suppress(OSError):  # it is gone already: told when it is waited for
            here.send(job)

    def done(self) -> Iterator[tuple[J, R | None]]:
        """Wait for the next to be done; each gets another job."""
        for ready in wait(list(self.busy)):
            hand = self.busy[ready]
            try:
                result = hand.pipe.recv()
            except (EOFError, OSError):
                yield from self._killed(hand)
            else:
                job = hand.job
                self._on(hand)
                yield job, result

    def _on(self, hand: _Hand[J]) -> None:
        """The next job for a process, or for a fresh one in its place."""
        hand.left -= 1
        if hand.left:
            for job in self._jobs:
                hand.job, hand.again = job, False
                with suppress(OSError):
                    hand.pipe.send(job)
                return
        self._let_go(hand)
        self.another()

    def _killed(self, hand: _Hand[J]) -> Iterator[tuple[J, R | None]]:
        self._let_go(hand)
        if not hand.again:
            self._begin(hand.job, again=True)
            return
        self.another()
        yield hand.job, None

    def _let_go(self, hand: _Hand[J]) -> None:
        del self.busy[hand.pipe]
        hand.dismiss()

    def dismiss(self) -> None:
        """Let every process finish what it has in hand, and end."""
        for hand in list(self.busy.values()):
            hand.pipe.close()
        for hand in list(self.busy.values()):
            hand.dismiss()
        self.busy.clear()
