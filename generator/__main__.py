"""命令行入口: ``jixiao`` and ``python -m generator``: the command line as a process of its own.

A run lasts half a second, of which a fifth went into collecting garbage while modules load and into
taking the interpreter down; both are left out here, and only here.
"""

import gc
import os
import signal
import sys
from contextlib import suppress

gc.disable()

signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C while modules load ends without a trace

from generator.waiting import wait  # noqa: E402 - with the collector off

wait(
    frozenset(
        {
            "docxtpl", "generator.archive", "generator.figures", "generator.generate", "generator.listing",
            "generator.review", "generator.rounds", "json", "shutil", "tempfile",
        }
    )
)  # fmt: skip

from generator.cli import main  # noqa: E402 - now that what may wait does


def run() -> None:
    """Run the command line, and leave without taking the interpreter down."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    gc.freeze()
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
    os._exit(code if isinstance(code, int) else int(code is not None))


if __name__ == "__main__":
    run()
