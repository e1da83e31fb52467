"""县级汇总: what came of a county's units, told together: a workbook, and a report in Word."""
