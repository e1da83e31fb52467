"""转年: last year's folder becomes next year's; what is carried over is told until it is renewed.

This year's figures become last year's, texts and figures stay as placeholders, answers are emptied.
``待更新`` in the data says what was carried over; an entry is done once another value stands there.
"""

from generator.rollover.looks import Look, looks
from generator.rollover.stale import Stale, stale
from generator.rollover.turning import turned

__all__ = ["Look", "Stale", "looks", "stale", "turned"]
