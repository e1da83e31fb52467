"""集群: the same jobs on the machines of a dask cluster, which see the same folders as this one.

It needs the package ``distributed`` and is loaded only when a cluster is asked for.  A job whose worker
is lost is done by another; every job leaves the same files however often it was begun.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from itertools import islice
from typing import Any, TypeVar

from distributed import Client, KilledWorker, as_completed

from generator.findings import Finding, Refused, Severity

__all__ = ["on_cluster"]

J = TypeVar("J")
R = TypeVar("R")

_AHEAD = 3  # jobs for each thread of the cluster, so that none waits for the next
_ALONE = threading.Lock()


def on_cluster(
    jobs: Iterable[J], act: Callable[[J], R], address: str
) -> Iterator[tuple[J, R | None]]:
    """Do each job by ``act`` on a cluster; gives them as they are done.

    None when every worker that tried it alone was lost.  Raises Refused when the cluster can't be
    reached, or is lost.
    """
    try:
        client = Client(address, set_as_default=False)
    except (OSError, ValueError):
        raise Refused([_unreachable(address)]) from None
    suspects: list[J] = []
    with client:
        ahead = _AHEAD * (sum(client.nthreads().values()) or 1)
        for job, result in _done(client, jobs, act, ahead):
            if result is None:
                suspects.append(job)  # or one beside it took the workers along
            else:
                yield job, result
        yield from _done(client, suspects, act, 1)


def _done(
    client: Client, jobs: Iterable[J], act: Callable[[J], R], ahead: int
) -> Iterator[tuple[J, R | None]]:
    """The jobs as they are done, so many of them under way."""
    waiting = iter(jobs)
    going: dict[Any, J] = {}
    done = as_completed(loop=client.loop)
    for job in islice(waiting, ahead):
        _begin(client, job, act, going, done)
    for future in done:
        job = going.pop(future)
        result = _result(future)
        for following in islice(waiting, 1):
            _begin(client, following, act, going, done)
        yield job, result


def _begin(
    client: Client, job: J, act: Callable[[J], R], going: dict[Any, J], done: as_completed
) -> None:
    future = client.submit(_alone, act, job, pure=False)
    going[future] = job
    done.add(future)


def _alone(act: Callable[[J], R], job: J) -> R:
    """One job at a time in a process, whatever number of threads it has."""
    with _ALONE:
        return act(job)


def _result(future: Any) -> Any:
    """What came of a job; None when its workers were lost again and again.

    One whose worker is lost before its result has come is done again, and waited for.
    """
    try:
        return future.result()
    except KilledWorker:
        return None
    except (CancelledError, OSError):
        raise Refused([_lost()]) from None


def _unreachable(address: str) -> Finding:
    message = f"连不上集群“{address}”。"
    hint = "请核对地址，例如 tcp://主机名:8786，并确认调度程序在运行。"
    return Finding("cluster-unreachable", Severity.ERROR, message, hint=hint)


def _lost() -> Finding:
    message = "与集群的连接断了，做完的已经保存。"
    return Finding("cluster-lost", Severity.ERROR, message, hint="请再运行一次，接着做其余的。")
