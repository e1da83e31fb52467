"""回填: what was edited in Word, as changes of the data; what can't be that is told with its place.

Three-way: the version the file was made as, the file as it came back, the data as they are now.  It
proposes; nothing is written until a person asks for it, and then every other byte stays.
"""

from __future__ import annotations

from generator.pullback.home import Pulled, origin, pull, store
from generator.pullback.plan import Conflict, Edit

__all__ = ["Conflict", "Edit", "Pulled", "origin", "pull", "store"]
