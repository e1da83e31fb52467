"""LibreOffice accepts or rejects every change of documents and stores them; one batch, then it ends.

Run by the system's Python, which alone has ``uno``:  judge_worker.py JOBS.json  with
``[[source, "accept" | "reject" | "", target], …]``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import uno  # type: ignore[import-not-found,unused-ignore]
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found,unused-ignore]

PATIENCE = 60
COMMANDS = {"accept": ".uno:AcceptAllTrackedChanges", "reject": ".uno:RejectAllTrackedChanges"}


def value(name: str, of: Any) -> Any:
    return PropertyValue(Name=name, Value=of)


def connected(pipe: str) -> Any:
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", here
    )
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def work(jobs: list[tuple[str, str, str]], services: Any, context: Any) -> None:
    desktop = services.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    dispatcher = services.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
    for source, action, target in jobs:
        document = desktop.loadComponentFromURL(
            Path(source).as_uri(), "_blank", 0, (value("Hidden", True),)
        )
        if action:
            frame = document.getCurrentController().getFrame()
            dispatcher.executeDispatch(frame, COMMANDS[action], "", 0, ())
        document.storeToURL(Path(target).as_uri(), (value("FilterName", "MS Word 2007 XML"),))
        document.close(True)
    desktop.terminate()


def main() -> None:
    jobs = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        pipe = f"jixiao{Path(folder).name}".replace("_", "")
        office = subprocess.Popen(
            [
                "soffice", f"-env:UserInstallation={Path(folder, 'profile').as_uri()}", "--headless",
                "--norestore", "--nologo", "--nodefault", f"--accept=pipe,name={pipe};urp;",
            ],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            context = connected(pipe)
            work(jobs, context.ServiceManager, context)
        except Exception as error:
            office.kill()
            sys.exit(str(error))
        finally:
            try:
                office.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                office.kill()


if __name__ == "__main__":
    main()
