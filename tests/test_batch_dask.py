"""A run on a cluster of two worker processes, one of which is killed: nothing is lost, nothing done twice over."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from batch_acts import dying, slowly_dying_once
from conftest import Desk, Jixiao
from test_batch import done, ids, many, standing

from generator import archive
from generator.findings import Refused

dask = pytest.importorskip("dask")
distributed = pytest.importorskip("distributed")
cluster = pytest.importorskip("generator.batch.cluster")

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL"),
    pytest.mark.filterwarnings("default::DeprecationWarning"),
]


def cluster_of(workers: int, threads: int) -> Any:
    """A scheduler with workers, each a process, on this machine alone."""
    return distributed.LocalCluster(
        n_workers=workers,
        threads_per_worker=threads,
        processes=True,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        silence_logs=50,
    )


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a scheduler with two workers."""
    once_more = {"distributed.scheduler.allowed-failures": 1}
    with dask.config.set(once_more), cluster_of(2, 2) as local:
        yield local.scheduler_address


def on(address: str, act: Any) -> Any:
    return lambda jobs: cluster.on_cluster(jobs, act, address)


def test_a_cluster_leaves_what_one_process_leaves(
    tmp_path: Path, address: str, jixiao: Jixiao
) -> None:
    alone, shared = (Desk(tmp_path / name) for name in "一二")
    many(shared)
    expected = list(done(alone, many(alone)))
    jixiao("batch", alone.unit.parent)
    run = jixiao("batch", shared.unit.parent, "--dask", address)
    assert (run.code, run.err) == (0, "")
    assert "共 4 个单位，已生成 4 个。" in run.out
    assert standing(shared) == standing(alone)
    assert list(done(shared, many(shared, ""))) == expected


def test_a_worker_killed_on_the_way_loses_nothing_and_leaves_nothing_twice(
    tmp_path: Path, address: str
) -> None:
    alone, shared = (Desk(tmp_path / name) for name in "一二")
    expected = list(done(alone, many(alone, "甲乙亡丙丁戊")))
    units = many(shared, "甲乙亡丙丁戊")
    mark = shared.space.build / "试过" / "亡镇-2021"
    killer = threading.Thread(target=_kill_who_stands_in, args=(mark,))
    killer.start()
    outcomes = done(shared, units, on(address, slowly_dying_once))
    killer.join()
    assert list(outcomes) == expected
    assert standing(shared) == standing(alone)
    for unit in units:
        assert len(archive.versions(shared.space.build / unit.name)) == 1


def _kill_who_stands_in(mark: Path) -> None:
    for _ in range(3000):
        if mark.is_file() and (number := mark.read_text(encoding="utf-8")):
            os.kill(int(number), signal.SIGKILL)
            return
        time.sleep(0.01)


def test_what_was_done_by_a_worker_that_is_lost_then_is_done_again(address: str) -> None:
    with distributed.Client(address, set_as_default=False) as client:
        future = client.submit(os.getpid, pure=False)
        first = future.result()
        os.kill(first, signal.SIGKILL)
        patience = time.monotonic() + 30
        while future.status == "finished" and time.monotonic() < patience:
            time.sleep(0)
        assert cluster._result(future) not in (None, first)


def test_a_unit_at_which_every_worker_is_lost_is_told_of_alone(desk: Desk, address: str) -> None:
    units = many(desk, "亡甲")
    outcomes = done(desk, units, on(address, dying))
    made = {outcome.folder: ids(outcome) for outcome in outcomes if not outcome.made}
    assert made == {"data/units/亡镇-2021": ["batch-killed"]}
    assert len(outcomes) == 3


def test_a_cluster_that_is_not_there_is_told(desk: Desk, jixiao: Jixiao) -> None:
    with dask.config.set({"distributed.comm.timeouts.connect": "1s"}):
        run = jixiao("batch", desk.unit, "--dask", "tcp://127.0.0.1:9")
    assert (run.code, "cluster-unreachable" in run.out) == (1, True)


def test_a_cluster_that_is_lost_ends_the_run_with_its_words(desk: Desk) -> None:
    units = many(desk, "甲乙丙")
    with cluster_of(1, 1) as local, pytest.raises(Refused) as refused:

        def closing(jobs: Any) -> Any:
            for each in cluster.on_cluster(jobs, _slow, local.scheduler_address):
                local.close()
                yield each

        done(desk, units, closing)
    assert [finding.id for finding in refused.value.findings] == ["cluster-lost"]


def _slow(job: Any) -> Any:
    time.sleep(0.3)
    return slowly_dying_once(job)
