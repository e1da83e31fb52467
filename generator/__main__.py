"""命令行入口: ``jixiao`` and ``python -m generator``: the command line as a process of its own.

What a process costs before any work is done is saved here, and only here: no garbage is collected
while modules load, they are taken from one file, what Python compiles anew each time is taken from
the cache, modules that a command may not need wait until it does, and the interpreter is not taken
down at the end.
"""

import gc
import os
import sys

gc.disable()

from generator.bound import beside  # noqa: E402 - with the collector off

_BOUND = beside(__spec__)
_BOUND.serve()

import signal  # noqa: E402 - from here on modules are taken from what is bound
from contextlib import suppress  # noqa: E402

signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C while modules load ends without a trace

from generator.waiting import wait  # noqa: E402

_MAY_WAIT = frozenset(
    {
        "base64", "bz2", "copy", "difflib", "docxtpl", "generator.archive", "generator.figures",
        "generator.generate", "generator.listing", "generator.review", "generator.rounds",
        "generator.template.contents", "ipaddress", "json", "linecache", "lzma", "pickle",
        "pydantic_core", "secrets", "shutil", "tempfile", "tokenize", "traceback", "urllib.request",
        "uuid",
    }
)  # fmt: skip
wait(_MAY_WAIT)

from generator.cache import users  # noqa: E402 - now that what may wait does
from generator.prepared import Prepared  # noqa: E402

_PREPARED = Prepared(users().of_program())
_PREPARED.serve()
_SELDOM = 200_000  # new objects: one report is made without a look at them

from generator.cli import main  # noqa: E402 - with all in place


def run() -> None:
    """Run the command line, and leave without taking the interpreter down."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    gc.freeze()
    gc.set_threshold(_SELDOM)
    gc.enable()
    code: object = 0
    try:
        main()
    except SystemExit as leaving:
        code = leaving.code
    except BrokenPipeError:  # whoever read the output has seen enough, as with ``| more``
        code = 0
    with suppress(BrokenPipeError):
        sys.stdout.flush()
        sys.stderr.flush()
    if not _PREPARED.keep():  # the first run of all takes long enough
        _BOUND.keep()
    os._exit(code if isinstance(code, int) else int(code is not None))


if __name__ == "__main__":
    run()
