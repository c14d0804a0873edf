# What a person or a machine does with a checkout. `make` alone lists it.
#
# Everything lives in .venv/. What is installed there is exactly what requirements/*.txt lock, by hash; a stamp beside it
# says that it is done, so that a later `make serve` starts at once and needs no network. Paths are relative throughout:
# the folder of the checkout may have any name, spaces included.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

VENV := .venv
PY := $(VENV)/bin/python
RUN_LOCK := requirements/run.txt
DEV_LOCK := requirements/dev.txt
RUN_READY := $(VENV)/.run-ready
DEV_READY := $(VENV)/.dev-ready

# The command in .venv/bin knows its folder by its full path: a checkout that was moved is installed again.
INSTALLED_IN := $(VENV)/.installed-in
ifneq ($(shell cat $(INSTALLED_IN) 2>/dev/null),$(CURDIR))
MOVED := moved
endif

# Test files run side by side, each whole in one process: what it starts or reads serves all of its tests. They begin in
# the order in which tests/conftest.py puts them, the long ones first. Among all tests are many that wait for processes,
# clocks and disks: one process more than there are processors uses that time.
BY_FILE := --dist loadfile --no-loadscope-reorder
AT_ONCE := --numprocesses auto $(BY_FILE)
WITH_ONE_MORE := --numprocesses $(shell expr $$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1) + 1) $(BY_FILE)
# What is bound by the clock (marked `alone`) has the machine for itself.
ALONE = $(shell grep -l 'mark[.]alone' tests/test_*.py)
# Tests start processes of fyrnet, and each of them would compile its modules anew where nothing may be kept. Their
# matrices are small: threads of OpenBLAS would spin for each of them, as `fyrnet` (api/cli.py) does not let them either.
PYTEST := PYTHONDONTWRITEBYTECODE= OPENBLAS_NUM_THREADS=1 $(PY) -m pytest

# Documents that are written by code: each module prints or writes its own (see `make docs`).
GENERATED_DOCS := ontology.document api.reference

# A Python that is too old, or that Debian ships without ensurepip, is passed over.
SUITS := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))
NO_PYTHON := make: no Python 3.11 or newer with venv and pip found; install one (Debian: python3 and python3-venv) or name it, as in: make setup PYTHON=/path/to/python3

# Owner may write, everybody may read, whatever the caller's umask: a stricter one would lock a venv against other
# users of the checkout, 0777 against its owner.
TIDY := umask 022;

.PHONY: help setup setup-dev serve test fast lint check laws lock data docs evaluate conformance soak bench clean moved

help: ## what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'

setup: $(RUN_READY) ## the environment that runs fyrnet, in .venv

setup-dev: $(DEV_READY) ## the environment that tests it, too

serve: $(RUN_READY) ## the service on 127.0.0.1:8000 (FYRNET_HOST, FYRNET_PORT)
	@$(VENV)/bin/fyrnet serve

test: $(DEV_READY) ## every test
	$(PYTEST) -q -m alone $(ALONE)
	$(PYTEST) $(WITH_ONE_MORE) -m "not alone"

fast: $(DEV_READY) ## the tests that take no time: no browser, notebook, build or service
	$(PYTEST) -q $(AT_ONCE) -m "not slow and not alone"

lint: $(DEV_READY) ## ruff and mypy
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

check: $(DEV_READY) ## lint and the fast tests, side by side
	@$(MAKE) -j2 lint fast

laws: $(DEV_READY) ## what holds for any input, held against ten times as many inputs, and new ones (LAWS=50)
	FYRNET_LAWS=$(or $(LAWS),10) $(PYTEST) $(AT_ONCE) -m hypothesis

lock: $(DEV_READY) ## the locks anew from pyproject.toml (UPGRADE=1 takes newer versions)
	$(COMPILE) --output-file $(RUN_LOCK)
	$(COMPILE) --constraint $(RUN_LOCK) --extra notebooks --extra dev --output-file $(DEV_LOCK)

data: $(RUN_READY) ## the shipped data anew from data/*.yaml and data/curation
	$(PY) -m graph.build

docs: $(RUN_READY) ## the documents that are written by code
	@for module in $(GENERATED_DOCS); do $(PY) -m $$module || exit 1; done

evaluate: $(DEV_READY) ## reading scored against the standards, into docs/evaluation.md (RECORD=1 records the figures)
	$(PY) -m tests.evaluation $(if $(RECORD),--record)

conformance: $(DEV_READY) ## the W3C suites for SPARQL over HTTP, into docs/conformance.md
	$(PY) -m tests.conformance

soak: $(DEV_READY) ## the service killed, loaded and attacked again and again (SOAK='--crashes 10 --seconds 5')
	$(PY) -m tests.soak $(SOAK)

bench: $(DEV_READY) ## benchmarks, each with size and hardware beside its numbers
	@for script in benchmarks/*.py; do $(PY) "$$script" || exit 1; done

clean: ## away with the environment and what the tools left; a store in var/ stays
	rm -rf $(VENV) dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# One lock for every supported Python and platform; the same version of a package on all of them.
COMPILE = $(VENV)/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--group build --generate-hashes --no-emit-index-url --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade)

$(RUN_READY): $(RUN_LOCK) pyproject.toml $(MOVED)
	@$(call INSTALL_FROM,$(RUN_LOCK))
	@$(TIDY) touch $@

$(DEV_READY): $(DEV_LOCK) $(RUN_LOCK) pyproject.toml $(MOVED)
	@$(call INSTALL_FROM,$(DEV_LOCK))
	@$(TIDY) touch $(RUN_READY) $@

# The build backend is in the locks, so the project itself needs neither isolation nor network.
PIP_INSTALL = $(PY) -m pip install --quiet --disable-pip-version-check --no-input
define INSTALL_FROM
$(TIDY) $(MAKE_VENV); \
echo 'Installing what $(1) locks into $(VENV) ...'; \
$(PIP_INSTALL) --require-hashes --requirement $(1) && \
$(PIP_INSTALL) --no-deps --no-build-isolation --editable . && \
printf '%s\n' "$(CURDIR)" > $(INSTALLED_IN)
endef

# An environment that still works is kept; one whose Python went away, or is too old, is made anew.
define MAKE_VENV
if ! $(PY) -m pip --version >/dev/null 2>&1 || ! $(PY) -c '$(SUITS)' 2>/dev/null; then \
  for python in "$(PYTHON)" python3 python3.13 python3.12 python3.11; do \
    if [ -n "$$python" ] && "$$python" -c '$(SUITS)' >/dev/null 2>&1; then found=$$python; break; fi; \
  done; \
  if [ -z "$$found" ]; then echo '$(NO_PYTHON)' >&2; exit 1; fi; \
  "$$found" -m venv --clear $(VENV) || exit 1; \
fi
endef
