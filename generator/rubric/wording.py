"""说法: sentences with blanks, by which a rule is both printed and read again.

One pattern serves both ways, so what is printed can always be read back to the same figures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from string import Formatter

__all__ = ["Phrase"]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence with named blanks (句式): ``{name}{bound:不低于|不高于}{full}，得满分；``.

    Behind a blank's name may stand the words it can hold.
    """

    text: str

    def said(self, **blanks: str) -> str:
        """The sentence with its blanks filled."""
        return "".join(
            literal + (blanks[blank] if blank else "")
            for literal, blank, _, _ in Formatter().parse(self.text)
        )

    def heard(self, sentence: str, **known: str) -> dict[str, str] | None:
        """What stands in the blanks of a sentence; None when it is another sentence.

        ``known``: blanks whose words are known beforehand and must stand there.
        """
        match = re.fullmatch(self._pattern(known), sentence)
        return match.groupdict() if match else None

    def _pattern(self, known: dict[str, str]) -> str:
        pattern = ""
        for literal, blank, choices, _ in Formatter().parse(self.text):
            pattern += re.escape(literal)
            if blank in known:
                pattern += re.escape(known[blank])
            elif blank:
                pattern += f"(?P<{blank}>{choices or '.+?'})"
        return pattern
