"""图片尺寸: how large a picture is, from the head of its file (PNG, ISO/IEC 15948; JPEG, ITU-T T.81).

Only what the size on the page needs is read; the picture itself is never unpacked.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Measured", "measured"]

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_USUAL = 96.0  # dots an inch, where a file does not say or says what no printer had
_LIKELY = (36, 2400)
_FRAMES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
_BARE = {0x01, *range(0xD0, 0xD9)}  # markers without a segment
_ORIENTATION = 0x0112
_UPRIGHT = 1


@dataclass(frozen=True, slots=True)
class Measured:
    """A picture's kind (``png``, ``jpeg``), its dots across and down, and dots an inch (尺寸).

    ``turned``: its camera was held otherwise than upright, which Word does not make good.
    """

    kind: str
    width: int
    height: int
    density: float
    turned: bool = False


def measured(raw: bytes) -> Measured | None:
    """The size of a PNG or JPEG file; None when it is neither, or its head is damaged."""
    try:
        found = _png(raw) if raw.startswith(_PNG) else _jpeg(raw) if raw.startswith(_JPEG) else None
    except (struct.error, IndexError):
        return None
    return found if found and found.width and found.height else None


def _density(dots: float) -> float:
    return dots if _LIKELY[0] <= dots <= _LIKELY[1] else _USUAL


def _png(raw: bytes) -> Measured | None:
    if raw[12:16] != b"IHDR":
        return None
    width, height = struct.unpack(">II", raw[16:24])
    density, at = _USUAL, 8
    while at + 8 <= len(raw):
        length, kind = struct.unpack(">I4s", raw[at : at + 8])
        if kind == b"pHYs":
            across, _, unit = struct.unpack(">IIB", raw[at + 8 : at + 17])
            density = _density(across * 0.0254) if unit == 1 else _USUAL
        if kind in (b"pHYs", b"IDAT", b"IEND"):
            break
        at += length + 12
    return Measured("png", width, height, density)


def _jpeg(raw: bytes) -> Measured | None:
    density, turned = _USUAL, False
    for marker, at, end in _segments(raw):
        body = raw[at:end]
        if marker == 0xE0 and body[:5] == b"JFIF\0":
            unit, across = struct.unpack(">BH", body[7:10])
            density = _density(across * {1: 1.0, 2: 2.54}.get(unit, 0.0))
        elif marker == 0xE1 and body[:6] == b"Exif\0\0":
            turned = _orientation(body[6:]) != _UPRIGHT
        elif marker in _FRAMES:
            height, width = struct.unpack(">HH", body[1:5])
            return Measured("jpeg", width, height, density, turned)
    return None


def _segments(raw: bytes) -> Iterator[tuple[int, int, int]]:
    """Each segment before the picture itself: its marker, where its content begins and ends."""
    at = 2
    while at + 4 <= len(raw) and raw[at] == 0xFF:
        marker = raw[at + 1]
        if marker == 0xFF or marker in _BARE:
            at += 1 if marker == 0xFF else 2
            continue
        (length,) = struct.unpack(">H", raw[at + 2 : at + 4])
        yield marker, at + 4, at + 2 + length
        at += 2 + max(length, 2)


def _orientation(tiff: bytes) -> int:
    """How the camera was held, from 1 (upright) to 8 (Exif 2.3, 4.6.4)."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return _UPRIGHT
    try:
        (start,) = struct.unpack(f"{order}I", tiff[4:8])
        (count,) = struct.unpack(f"{order}H", tiff[start : start + 2])
        for i in range(count):
            entry = tiff[start + 2 + 12 * i : start + 14 + 12 * i]
            tag, _, _, value = struct.unpack(f"{order}HHIH", entry[:10])
            if tag == _ORIENTATION:
                return int(value)
    except struct.error:
        return _UPRIGHT
    return _UPRIGHT
