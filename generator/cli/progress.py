"""进度: how far a run over many units is: one line that is written over on a terminal, else a line now and then."""

from __future__ import annotations

from collections.abc import Callable

from generator.findings import width

__all__ = ["Progress"]

Clock = Callable[[], float]
Write = Callable[[str], None]

_TERMINAL, _ELSEWHERE = 0.2, 10.0  # seconds between two lines


class Progress:
    """Tells of units as they are done (进度).

    ``total``: how many are to be done.  ``terminal``: the line is written over.  ``clock`` gives
    seconds; ``write`` takes what is to be shown as it is.
    """

    def __init__(self, total: int, terminal: bool, clock: Clock, write: Write) -> None:
        self._total = total
        self._terminal = terminal
        self._clock = clock
        self._write = write
        self._start = self._told = clock()
        self._done = self._bad = 0
        self._wide = 0

    def heard(self, made: bool) -> None:
        """One more unit is done."""
        self._done += 1
        self._bad += not made
        now = self._clock()
        last = self._done == self._total
        if last or now - self._told >= (_TERMINAL if self._terminal else _ELSEWHERE):
            self._told = now
            self._show(self._line(now - self._start))
        if last and self._terminal:
            self._write("\n")

    def _line(self, seconds: float) -> str:
        rate = self._done / seconds if seconds > 0 else 0.0
        left = f"，还需 {lasting((self._total - self._done) / rate)}" if rate else ""
        bad = f"，未生成 {self._bad} 个" if self._bad else ""
        return f"{self._done}/{self._total}，每秒 {rate:.1f} 个{left}{bad}"

    def _show(self, line: str) -> None:
        if not self._terminal:
            self._write(f"{line}\n")
            return
        self._write(f"\r{line}{' ' * max(0, self._wide - width(line))}")
        self._wide = width(line)


def lasting(seconds: float) -> str:
    """A stretch of time as one says it."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} 秒"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} 分 {rest} 秒"
    return f"{minutes // 60} 小时 {minutes % 60} 分"
