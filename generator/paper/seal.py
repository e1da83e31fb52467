"""封签: whether a workbook is as it was made, told by a hash of its parts among its properties."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib

__all__ = ["SEAL", "UNSEALED", "edited", "fingerprint"]

SEAL = "jixiao"  # the name of the property
UNSEALED = "0" * 64
_PROPERTIES = "docProps/custom.xml"


def fingerprint(xlsx: bytes) -> str:
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
        seal = re.search(f'name="{SEAL}".*?>([0-9a-f]{{64}})<', properties)
        return seal is None or seal[1] != fingerprint(xlsx)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, RuntimeError, ValueError):
        return True  # none of ours, or damaged
