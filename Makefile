# The commands of the project; `make help` lists them. Each sets up what it needs, once.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

LOCK := $(BIN)/uv pip compile pyproject.toml --extra build --universal --python-version 3.11 --generate-hashes \
  --no-strip-extras --no-emit-index-url --no-header --no-annotate --quiet

# Dagster's instance is described by ./dagster.yaml; what it stores goes to .state, which git ignores. Only the UI keeps
# books: a refresh from the command line needs none, and writing them takes longer than the refresh itself.
DAGSTER_BOOKS := DAGSTER_HOME="$(CURDIR)" UCAP_STATE="$(CURDIR)/.state"

# Tests start many processes: each compiles all of our code again where nothing compiled may be kept.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help warehouse test check lint endurance dagster dagster-ready audit bench accuracy fuzz dictionary questions lock clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

warehouse: $(VENV)/run.stamp ## read raw/ and publish warehouse/ucap.duckdb
	$(BIN)/ucap refresh

# Each process takes a share of the files and then what others have left, so that most fixtures of a file are made once. There
# is one more than there are cores: some tests wait, for a disk, a daemon, a time limit.
test: $(VENV)/dev.stamp ## run all tests
	$(BIN)/python -m pytest -n $$($(BIN)/python -c 'import os; print(1 + (os.cpu_count() or 1))') --dist worksteal

lint: $(VENV)/dev.stamp ## linter, formatter, type checker, import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test ## all of the above, as CI does

dagster: dagster-ready ## open Dagster's UI on http://127.0.0.1:3000 (PORT=3001 make dagster for another)
	@mkdir -p .state
	@$(DAGSTER_BOOKS) $(BIN)/python -m assets.damaged_books
	@$(DAGSTER_BOOKS) $(BIN)/python -m assets.left_over
	$(DAGSTER_BOOKS) $(BIN)/dagster dev --host 127.0.0.1 --port $${PORT:-3000} -m assets.definitions

dagster-ready: $(VENV)/ui.stamp # what production needs, without starting anything (docs/operations.md)

audit: $(VENV)/dev.stamp ## are the pinned packages known to be vulnerable, or withdrawn?
	$(BIN)/python scripts/audit_dependencies.py

bench: $(VENV)/dev.stamp ## measure parsing, the whole job, every report view, and a refresh after one new document at up to 100,000 (half an hour)
	$(BIN)/python -m benchmarks

accuracy: $(VENV)/dev.stamp ## how right the reading is, per field and layout, over the labelled corpus
	$(BIN)/python -m tests.accuracy

fuzz: $(VENV)/dev.stamp ## read 10,000 broken documents, and keep what fails in tests/fuzz/found (SEED=7 make fuzz for the same again)
	$(BIN)/python -m tests.fuzz --documents $${DOCUMENTS:-10000} $${SEED:+--seed $$SEED}

endurance: $(VENV)/dev.stamp ## kill, starve and race refreshes, and read while they run, at length (half an hour)
	UCAP_ENDURANCE=1 $(BIN)/python -m pytest -s tests/test_survival.py tests/test_readers.py

dictionary: $(VENV)/dev.stamp ## write warehouse/DATA_DICTIONARY.md and the diagrams anew from the definitions
	$(BIN)/python -m pipelines.dictionary
	$(BIN)/python -m pipelines.diagram

# A warehouse of its own: the one that people use may have loaded more than the five summaries, and more than once.
questions: $(VENV)/run.stamp ## write docs/questions.md anew from the questions and the five summaries
	rm -rf build/questions
	$(BIN)/ucap refresh --raw raw --warehouse build/questions/ucap.duckdb
	$(BIN)/python -m ucap.questions_page build/questions/ucap.duckdb

lock: $(VENV)/dev.stamp ## pin the dependencies of pyproject.toml anew
	$(LOCK) --extra dev --output-file requirements/dev.txt
	$(LOCK) --extra ui --constraint requirements/dev.txt --output-file requirements/ui.txt
	$(LOCK) --constraint requirements/dev.txt --output-file requirements/run.txt
	$(BIN)/python -m tests.clients.lock

clean: ## remove what was made, but the published warehouse
	rm -rf $(VENV) .state .clients build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

# One environment, filled as far as needed: run ⊂ ui ⊂ dev, all with the same pins. A second call finds its stamp.
$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "This needs Python 3.11 or newer; say which: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/%.stamp: requirements/%.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
