# Two commands to begin with: `make demo` (the main job, no screen) and `make run` (the window).
# docs/development.md explains every target.

PYTHON_IN_VENV := .venv/bin/python
LOCK_TOOL := build/lock-tool

.DEFAULT_GOAL := help
.PHONY: help setup demo run test lint chaos fuzz nightly coverage bench manual dist deb lock clean

help:
	@echo "make demo     do the main job on the figures of July 2024, results in build/demo/"
	@echo "make run      open the window"
	@echo "make test     run every test"
	@echo "more: setup lint chaos fuzz nightly coverage bench manual dist deb lock clean (docs/development.md)"

setup:
	@sh packaging/setup.sh all

demo:
	@sh packaging/setup.sh python
	@$(PYTHON_IN_VENV) -m desktop.demo

run:
	@sh packaging/setup.sh window
	@.venv/bin/baocao

# JOBS processes share the files of tests; 0 runs them one after another in one.
JOBS := 2
test: setup
	QT_QPA_PLATFORM=offscreen $(PYTHON_IN_VENV) -m pytest -n $(JOBS) --dist loadfile

lint: setup
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-cache

# Real faults: kills, full disks, damage. CHAOS=nightly for the large counts.
chaos: setup
	BAOCAO_NIGHTLY=$(if $(filter nightly,$(CHAOS)),1,0) QT_QPA_PLATFORM=offscreen \
		$(PYTHON_IN_VENV) -m tests.chaos

# Parsers under a search guided by coverage, SECONDS each; what breaks one is kept as a case.
SECONDS := 60
fuzz: setup
	.venv/bin/python -m pip install --quiet --only-binary :all: atheris==3.0.0
	for target in number expression pack_json pack_toml package proofreading period; do \
		$(PYTHON_IN_VENV) -m tests.fuzz.search $$target $(SECONDS) || exit 1; done

nightly: setup
	BAOCAO_NIGHTLY=1 QT_QPA_PLATFORM=offscreen \
		$(PYTHON_IN_VENV) -m pytest --hypothesis-profile=nightly

# Every test under coverage.py, a folder at a time so that a killed process takes no other's lines
# with it; a file of forms, db or exporters below 95 % fails.
TESTED := $(sort $(dir $(wildcard tests/*/test_*.py)))
coverage: setup
	rm -f .coverage .coverage.*
	for part in $(TESTED) "$(wildcard tests/test_*.py)"; do QT_QPA_PLATFORM=offscreen \
		$(PYTHON_IN_VENV) -m coverage run -p -m pytest -q $$part || exit 1; done
	$(PYTHON_IN_VENV) -m coverage combine --quiet
	$(PYTHON_IN_VENV) packaging/check_coverage.py

# BENCH="--quick" for rough figures, "--only engine export" for parts.
BENCH :=
bench: setup
	@sh packaging/setup.sh bench
	$(PYTHON_IN_VENV) -m benchmarks $(BENCH)

# The manual on paper, by the program's own exporter.
manual: setup
	$(PYTHON_IN_VENV) packaging/build_manual.py

# The program as one folder that needs neither Python nor Qt, and the proof that it works.
dist:
	@sh packaging/setup.sh dist
	$(PYTHON_IN_VENV) packaging/build_dist.py
	BAOCAO_PROGRAM=dist/baocao/baocao QT_QPA_PLATFORM=offscreen \
		$(PYTHON_IN_VENV) -m pytest tests/test_built_program.py

# Debian's package of what `make dist` built; packaging/test_deb.sh tries it on a bare system.
deb:
	@test -x dist/baocao/baocao || $(MAKE) dist
	sh packaging/build_deb.sh

# Resolve once for every Python and system the program supports, with the hashes of all files.
# Pins already in the file are kept; delete the file first to take the newest of everything.
lock:
	@sh packaging/setup.sh python
	test -x $(LOCK_TOOL)/bin/uv || { $(PYTHON_IN_VENV) -m venv $(LOCK_TOOL) \
		&& $(LOCK_TOOL)/bin/python -m pip install --quiet uv; }
	$(LOCK_TOOL)/bin/uv pip compile pyproject.toml --quiet --no-config --all-extras \
		--universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --custom-compile-command "make lock" -o requirements.lock

clean:
	rm -rf build dist *.egg-info .hypothesis .mypy_cache .ruff_cache .import_linter_cache .coverage
	find . -path ./.venv -prune -o -name __pycache__ -type d -exec rm -rf {} +
