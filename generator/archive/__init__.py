"""版本档案: every report that was generated or came back, so that no file of a person is ever lost.

A report is written beside its place and moved there in one step: at any moment the old or the new
file stands whole.  Of a report's content it knows only what its manifest says.
"""

from generator.archive.folders import lay, vacant
from generator.archive.lock import locked
from generator.archive.manifest import Calculated, Manifest, Marked, Noted
from generator.archive.storing import Stored, create, file_name, store
from generator.archive.versions import (
    Version,
    by_seal,
    clear,
    damaged,
    folder_of,
    folders,
    holds,
    keep,
    outdated,
    prune,
    receipts,
    receive,
    received,
    take_out,
    versions,
)

__all__ = [
    "Calculated",
    "Manifest",
    "Marked",
    "Noted",
    "Stored",
    "Version",
    "by_seal",
    "clear",
    "create",
    "damaged",
    "file_name",
    "folder_of",
    "folders",
    "holds",
    "keep",
    "lay",
    "locked",
    "outdated",
    "prune",
    "receipts",
    "receive",
    "received",
    "store",
    "take_out",
    "vacant",
    "versions",
]  # fmt: skip
