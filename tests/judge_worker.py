"""LibreOffice accepts or rejects every change of documents and stores them; one batch, then it ends.

Run by the system's Python, which alone has ``uno``:  judge_worker.py JOBS.json  with
``[[source, "accept" | "reject" | "", target], …]``.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from office_worker import FILTER, Office, value

COMMANDS = {"accept": ".uno:AcceptAllTrackedChanges", "reject": ".uno:RejectAllTrackedChanges"}


def judged(office: Office, source: str, action: str, target: str) -> None:
    hidden = (value("Hidden", True),)
    document = office.desktop.loadComponentFromURL(Path(source).as_uri(), "_blank", 0, hidden)
    if action:
        frame = document.getCurrentController().getFrame()
        office.dispatcher.executeDispatch(frame, COMMANDS[action], "", 0, ())
    document.storeToURL(Path(target).as_uri(), (value("FilterName", FILTER),))
    document.close(True)


def main() -> None:
    jobs = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        office = Office(folder)
        try:
            for job in jobs:
                judged(office, *job)
        finally:
            office.close()


if __name__ == "__main__":
    main()
