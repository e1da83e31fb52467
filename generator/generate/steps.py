"""步骤: the seven steps of a report, as they are told."""

__all__ = ["STEPS"]

STEPS = ("读入", "评分", "核对", "成文", "填模板", "核验", "保存")
