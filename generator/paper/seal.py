"""封签: a workbook made under a seal, and whether it is as it was made.

The seal is a hash of its parts, kept among its properties; there too, where it is asked for, what the
workbook says, which stays the same when an editor only saves it again.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from datetime import date, datetime, time

from xlsxwriter import Workbook

__all__ = ["edited", "said", "sealed"]

_SEAL = "jixiao"  # the name of the property
_SAYS = "jixiao-says"
_UNSEALED, _UNSAID = "0" * 64, "1" * 64
_PROPERTIES = "docProps/custom.xml"


def sealed(
    fill: Callable[[Workbook], None],
    about: Mapping[str, str],
    day: date,
    gist: Callable[[bytes], str] | None = None,
) -> bytes:
    """The bytes of the workbook that ``fill`` fills; equal content gives equal bytes.

    ``about``: its properties; ``day``: the date it bears, as no clock is read; ``gist``: what tells
    in a hash what it says, to be held in it.
    """

    stored = io.BytesIO()
    book = Workbook(stored, {"in_memory": True})
    book.set_properties({**about, "created": datetime.combine(day, time())})
    book.set_custom_property(_SEAL, _UNSEALED, "text")
    if gist:
        book.set_custom_property(_SAYS, _UNSAID, "text")
    fill(book)
    book.close()
    made = stored.getvalue()
    return _under_seal(made, gist(made) if gist else "")


def _under_seal(xlsx: bytes, says: str) -> bytes:
    """The workbook with its hash among its properties, and what it says."""
    stored, seal = io.BytesIO(), _fingerprint(xlsx)
    with (
        zipfile.ZipFile(io.BytesIO(xlsx)) as package,
        zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as whole,
    ):
        for part in package.infolist():
            content = package.read(part)
            if part.filename == _PROPERTIES:
                content = content.replace(_UNSEALED.encode(), seal.encode())
                content = content.replace(_UNSAID.encode(), says.encode())
            whole.writestr(part, content)
    return stored.getvalue()


def _fingerprint(xlsx: bytes) -> str:
    """A hash over all parts but the properties that carry it."""
    whole = hashlib.sha256()
    with zipfile.ZipFile(io.BytesIO(xlsx)) as package:
        for name in sorted(package.namelist()):
            if name != _PROPERTIES:
                whole.update(name.encode() + b"\0" + hashlib.sha256(package.read(name)).digest())
    return whole.hexdigest()


def edited(xlsx: bytes) -> bool:
    """True unless every part is byte for byte as it was made."""
    try:
        seal = _held(xlsx, _SEAL)
        return not seal or seal != _fingerprint(xlsx)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, RuntimeError, ValueError):
        return True  # none of ours, or damaged


def said(xlsx: bytes) -> str:
    """What the workbook said when it was made; empty when it does not hold that.

    What reading a package raises, when it is none, or damaged.
    """
    return _held(xlsx, _SAYS)


def _held(xlsx: bytes, name: str) -> str:
    """The hash of that name among the properties; empty when there is none."""
    with zipfile.ZipFile(io.BytesIO(xlsx)) as package:
        properties = package.read(_PROPERTIES).decode()
    found = re.search(f'name="{name}".*?>([0-9a-f]{{64}})<', properties)
    return found[1] if found else ""
