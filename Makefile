# make run    serve the pages on http://127.0.0.1:8050 (HOST, PORT, WORKERS, THREADS, VAR in the environment)
# make test   everything that has to hold: linter, types, unit tests, doctests, browser tests
# The other targets stand below, one line each.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := run

# The first Python of the path that is new enough; PYTHON=... names another.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# One version of each package for every Python: what is tested is what runs.
UV := $(BIN)/uv pip compile --quiet --no-header --no-emit-index-url --universal --fork-strategy fewest --python-version 3.11 --upgrade

.PHONY: run test slow lint types pictures bench update clean

run: $(VENV)/installed  ## serve the pages
	exec $(BIN)/python -m app serve

test: $(VENV)/installed-dev lint types  ## all checks
	bash scripts/install_browser.sh $(BIN)/python
	# In the order of the folders: the long ways through the browser come first, so that both processes end together.
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not slow"

slow: $(VENV)/installed-dev  ## checks of minutes: calibrated draws, long ways through the browser
	bash scripts/install_browser.sh $(BIN)/python
	$(BIN)/python -m pytest -m slow

lint: $(VENV)/installed-dev  ## style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/installed-dev  ## types
	$(BIN)/mypy

pictures: $(VENV)/installed-dev  ## every page in both themes and widths, into var/pictures
	bash scripts/install_browser.sh $(BIN)/python
	$(BIN)/python scripts/pictures.py var/pictures

bench: $(VENV)/installed-dev  ## every figure that the README and docs/ quote
	$(BIN)/python -m benchmarks

update: $(VENV)/installed-dev  ## pin the newest versions of what requirements*.in name
	$(UV) requirements.in --output-file requirements.txt
	$(UV) --constraint requirements.txt requirements-dev.in --output-file requirements-dev.txt

clean:  ## remove what these targets made; var/, where data and scenarios are kept, stays
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find app callbacks components core tests benchmarks scripts -name __pycache__ -prune -exec rm -rf {} +

# A stamp beside the packages: a second start installs nothing, a changed requirements file does.
$(VENV)/installed: requirements.txt | $(BIN)/python
	@echo "Installing what requirements.txt names; the first time takes a minute."
	$(PIP) install --requirement requirements.txt
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt $(VENV)/installed
	@echo "Installing what the tests need."
	$(PIP) install --requirement requirements-dev.txt
	@touch $@

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then echo "Python 3.11 or newer is needed and was not found. Name it with PYTHON=/path/to/python3." >&2; exit 1; fi
	$(PYTHON) -m venv $(VENV)
