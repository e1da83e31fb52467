"""绩效报告生成器: from a unit's figures and texts to the signed-quality 绩效评价报告.

Glossary (one English word for each):
report 报告, unit 单位, duty 职责, staffing 人员编制, budget 预算, goal 绩效目标, metric 绩效指标,
achievement 成效, problem 问题, remedy 整改措施, indicator 指标, rubric 指标体系, criterion 评价要点,
level 档位, weight 分值, points 得分, override 核定分, scorecard 评分表, basis 依据, evidence 佐证,
consistency check 勾稽, finding 问题清单, manuscript 文稿, fragment 文字片段, template 模板, field 字段,
readback 成稿核验, version 版本, pullback 回填, redline 花脸稿, remark 意见, workspace 工作区,
intake 导入, section 章节, form 填报表, rollover 转年, schema 编辑提示.
"""

__version__ = "0.1.0"
