"""稿签: words beside a report's title that say which draft or copy it is: （送审稿）, （盖章）."""

from __future__ import annotations

import re

__all__ = ["BRACKETED", "is_stamp", "unstamped"]

BRACKETED = r"[（(【〔\[][^（）()【】〔〕\[\]]*[）)】〕\]]"
"""Anything in brackets, as a pattern."""

_DRAFT = r".{0,12}(?:稿|草案|样本|范本)"
_COPY = r".{0,8}(?:[盖公印签]章处?|签字|版)|内部(?:资料)?|秘密|试行|公[示开]|上报|报送"
_WITHIN = re.compile(rf"{_DRAFT}|{_COPY}")


def is_stamp(text: str) -> bool:
    """A line that is a stamp and nothing else; the name of a draft may stand without brackets."""
    return bool(text) and (not unstamped(text) or re.fullmatch(_DRAFT, text) is not None)


def unstamped(text: str) -> str:
    """The text without the stamps in it; what else stands in brackets, as in 中心（工作站）, stays."""
    return re.sub(BRACKETED, lambda found: "" if _stamps(found[0][1:-1]) else found[0], text)


def _stamps(words: str) -> bool:
    return _WITHIN.fullmatch(words) is not None
