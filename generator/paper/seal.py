"""封签: a workbook made under a seal, and whether it is as it was made.

The seal is a hash of its parts, kept among its properties.
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

__all__ = ["edited", "sealed"]

_SEAL = "jixiao"  # the name of the property
_UNSEALED = "0" * 64
_PROPERTIES = "docProps/custom.xml"


def sealed(fill: Callable[[Workbook], None], about: Mapping[str, str], day: date) -> bytes:
    """The bytes of the workbook that ``fill`` fills; equal content gives equal bytes.

    ``about``: its properties; ``day``: the date it bears, as no clock is read.
    """

    stored = io.BytesIO()
    book = Workbook(stored, {"in_memory": True})
    book.set_properties({**about, "created": datetime.combine(day, time())})
    book.set_custom_property(_SEAL, _UNSEALED, "text")
    fill(book)
    book.close()
    return _under_seal(stored.getvalue())


def _under_seal(xlsx: bytes) -> bytes:
    """The workbook with its hash among its properties."""
    stored, seal = io.BytesIO(), _fingerprint(xlsx)
    with (
        zipfile.ZipFile(io.BytesIO(xlsx)) as package,
        zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as whole,
    ):
        for part in package.infolist():
            content = package.read(part)
            if part.filename == _PROPERTIES:
                content = content.replace(_UNSEALED.encode(), seal.encode())
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
        with zipfile.ZipFile(io.BytesIO(xlsx)) as package:
            properties = package.read(_PROPERTIES).decode()
        seal = re.search(f'name="{_SEAL}".*?>([0-9a-f]{{64}})<', properties)
        return seal is None or seal[1] != _fingerprint(xlsx)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, RuntimeError, ValueError):
        return True  # none of ours, or damaged
