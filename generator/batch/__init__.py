"""批量: many units, each by itself: one that fails never stops the rest."""
