# The verbs of this repository; `make` alone lists them.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
OURS := migrate tests benchmarks hatch_build.py
# What people get is laid out as in their projects
TEMPLATE := --isolated --line-length 100 template

# This environment comes first, whichever other one is active
export PATH := $(CURDIR)/$(BIN):$(PATH)
unexport VIRTUAL_ENV PYTHONHOME

# The slow tests, in parts that can be run one by one
SLOW := test-units test-stories test-template test-hazards

.PHONY: help setup format lint test test-all $(SLOW) demo corpus lock

help:
	@sed -nE 's/^([a-z-]+):.*## (.*)/make \1\t\2/p' Makefile | expand -t 18

setup: $(READY) ## make .venv with the locked packages and this project

$(READY): requirements.lock pyproject.toml
	@echo "Installing into .venv ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@python -m pip install --quiet uv || true
	@UV_COMPILE_BYTECODE=1 uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock \
		|| python -m pip install --quiet --require-hashes -r requirements.lock
	@python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

format: $(READY) ## put the code into its usual form
	@ruff check --quiet --fix-only $(OURS)
	@ruff format --quiet $(OURS)
	@ruff format --quiet $(TEMPLATE)

lint: $(READY) ## check style and types, and that the lock names no machine
	@ruff check --quiet $(OURS)
	@ruff format --quiet --check $(OURS)
	@ruff format --quiet --check $(TEMPLATE)
	@mypy --no-error-summary
	@! grep -nE '(https?|file)://' requirements.lock

test: $(READY) ## run the quick tests
	@pytest -q -rs -n 2 -m "not slow"

test-all: ## run all tests: the quick ones, then each of the four slow parts
	@for part in test $(SLOW); do echo "== $$part"; time $(MAKE) $$part; done

test-units: $(READY) ## slow tests that need a kernel or a browser
	@pytest -q -rs -n 2 -m slow tests/plan tests/read tests/record tests/verify tests/write

test-stories: $(READY) ## slow tests of whole commands
	@pytest -q -rs -n 2 -m slow tests/commands tests/test_*.py

test-template: $(READY) ## slow tests of rendered projects
	@pytest -q -rs -n 2 -m slow tests/template

test-hazards: $(READY) ## each hazard as a notebook: migrated, run again, compared; PART=2/6 runs a sixth of them
	@pytest -q -rs -n 3 -m slow tests/hazards --part $(or $(PART),1/1)

demo: $(READY) ## split the example notebook into a project below demo/
	@rm -rf demo
	@nbmigrate new demo/tumour-diagnosis examples/tumour_diagnosis.ipynb --defaults --python $(BIN)/python

NOTEBOOKS ?= corpus/work
NOTEBOOK_PYTHON ?= corpus/venv/bin/python
JUDGE ?= corpus/equal.py
corpus: $(READY) ## migrate the notebooks below NOTEBOOKS= with NOTEBOOK_PYTHON=, judged by JUDGE=
	@python benchmarks/corpus.py $(NOTEBOOKS) --python $(NOTEBOOK_PYTHON) --judge $(JUDGE) \
		$(addprefix --manifest ,$(MANIFEST))

lock: $(READY) ## choose anew, and lock, the newest packages that pyproject.toml allows
	@uv pip compile --quiet --upgrade --universal --generate-hashes --no-header --no-annotate \
		--extra dev pyproject.toml -o requirements.lock
