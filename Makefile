# 两个命令：make report 生成示例报告，make test 跑全部测试。其余见 README。
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
JUDGING := generator/figures.py,generator/source/*,generator/model/*,generator/formula.py,generator/rubric/*,generator/scoring/*,generator/checks/*

.PHONY: report test lint clean bench bench-many cached edits template golden

report: $(VENV)/run.stamp
	$(BIN)/jixiao build

# The tests start hundreds of processes: they take the compiled modules, however the machine is set.
test: export PYTHONDONTWRITEBYTECODE =
test: $(VENV)/dev.stamp
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder --cov=generator --cov-report=
	$(BIN)/coverage report --fail-under=95
	$(BIN)/coverage report --include="$(JUDGING)" --fail-under=100

lint: $(VENV)/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(VENV)/dev.stamp
	$(BIN)/python tests/benchmarks/fill.py
	$(BIN)/python tests/benchmarks/unit.py
	$(BIN)/python tests/benchmarks/cold_start.py
	$(BIN)/python tests/benchmarks/floor.py
	$(BIN)/python tests/benchmarks/judging.py
	$(BIN)/python tests/claims_corpus.py
	$(BIN)/python tests/benchmarks/watching.py

bench-many: $(VENV)/dev.stamp
	$(BIN)/python tests/benchmarks/many.py

cached: $(VENV)/dev.stamp
	$(BIN)/python tests/cached_and_not.py

edits: $(VENV)/dev.stamp
	$(BIN)/python tests/word_edits.py --all

template: $(VENV)/run.stamp
	$(BIN)/python report_templates/make_template.py
	$(BIN)/python report_templates/make_summary.py
	$(BIN)/python report_templates/make_summary.py

golden: $(VENV)/dev.stamp
	$(BIN)/pytest tests/test_golden.py --renew-golden

clean:
	rm -rf $(VENV) dist .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/run.stamp: requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet -r requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	$(BIN)/python -m generator.ready
	touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements-dev.txt
	$(BIN)/python -m pip install --quiet -r requirements-dev.txt
	touch $@
