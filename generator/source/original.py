"""原文: a text with its own line ends and byte-order mark, and the text as the reader takes it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

__all__ = ["Original"]


@dataclass(frozen=True)
class Original:
    """The text of a file as it is written; all offsets are those of the text as it is read."""

    whole: str

    @cached_property
    def read(self) -> str:
        """The text as the reader takes it: without byte-order mark, all line ends one newline."""
        return self.whole.removeprefix("\ufeff").replace("\r\n", "\n")

    @cached_property
    def _at(self) -> list[int]:
        whole = self.whole
        at = [i for i, c in enumerate(whole) if not (c == "\n" and whole[i - 1 : i] == "\r")]
        return [*at[whole.startswith("\ufeff") :], len(whole)]

    def until(self, offset: int) -> str:
        """All that is written before an offset."""
        return self.whole[: self._at[offset]]

    def span(self, start: int, end: int) -> str:
        """What is written there."""
        return self.whole[self._at[start] : self._at[end]]

    def since(self, offset: int) -> str:
        """All that is written from an offset on."""
        return self.whole[self._at[offset] :]

    def line_end(self, offset: int) -> str:
        """How lines end here: as this one, or for the last as the one before."""
        behind = self.whole.find("\n", self._at[offset])
        at = behind if behind >= 0 else self.whole.rfind("\n")
        return "\r\n" if at > 0 and self.whole[at - 1] == "\r" else "\n"
