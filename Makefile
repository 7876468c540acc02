# Waymark: the commands of the project. `make` alone lists them.
# PORT moves the dashboard, PYTHON names the interpreter, WAYMARK_HOME moves everything generated.

PORT ?= 8501
FITS := import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	"$$p" -c '$(FITS)' >/dev/null 2>&1 && echo "$$p" && break; done)
REMEDY := install one, or name it: make run PYTHON=/path/to/python3
VENV := .venv
RUN := $(VENV)/bin/python
PIP := $(RUN) -m pip install --quiet --disable-pip-version-check --no-input

# An environment that was not made to its end is no environment: the next run begins again.
.DELETE_ON_ERROR:
.PHONY: fitting help run build test lint bench clean
.DEFAULT_GOAL := help

help: ## list the commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile

# --clear: of an environment whose interpreter is gone, the libraries are of no use to another one.
$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Makefile: no Python 3.11, 3.12 or 3.13 was found; $(REMEDY)" >&2; exit 1; }
	@$(PYTHON) -c '$(FITS)' 2>/dev/null || { echo "Makefile: PYTHON=$(PYTHON) cannot be used ($$($(PYTHON) -V 2>&1));" \
		"Waymark runs on Python 3.11, 3.12 and 3.13; $(REMEDY)" >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)

# The libraries are in the environment for one Python only; whoever names another one must not get the first without a word.
fitting: | $(VENV)/bin/python
	@$(RUN) -c '$(FITS)' || { echo "Makefile: $(VENV) holds $$($(RUN) -V), and Waymark runs on Python 3.11, 3.12 and 3.13;" \
		"remove it (rm -r $(VENV)), then $(REMEDY)" >&2; exit 1; }
ifneq ($(filter command environment,$(firstword $(origin PYTHON))),)
	@test "$$($(PYTHON) -V 2>&1)" = "$$($(RUN) -V)" || { \
		echo "Makefile: $(VENV) holds $$($(RUN) -V), and PYTHON=$(PYTHON) is another one ($$($(PYTHON) -V 2>&1));" \
		"remove $(VENV) (rm -r $(VENV)), or leave PYTHON out" >&2; exit 1; }
endif

$(VENV)/.installed: requirements.txt | fitting
	@echo "Installing the libraries (about a minute, the first time only) ..."
	$(PIP) --requirement requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt | fitting
	@echo "Installing the libraries and the test tools (about two minutes, the first time only) ..."
	$(PIP) --requirement requirements-dev.txt
	@touch $@ $(VENV)/.installed

run: $(VENV)/.installed ## build the warehouse and open the dashboard on http://127.0.0.1:8501
	$(RUN) -m etl build
	$(RUN) -m dashboard serve --port $(PORT)

build: $(VENV)/.installed ## build the warehouse from the catalogue and the figures
	$(RUN) -m etl build

test: $(VENV)/.installed-dev ## run every test, the browser's too
	sh tests/browser/ensure_browser.sh
	$(RUN) -m pytest

lint: $(VENV)/.installed-dev ## check style, types and the direction of imports
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(VENV)/bin/lint-imports

bench: $(VENV)/.installed-dev ## measure against alternatives in the same run
	$(RUN) -m benchmarks

clean: ## remove what was generated: the warehouse and the caches (the libraries stay)
	rm -rf $${WAYMARK_HOME:-var}/warehouse $${WAYMARK_HOME:-var}/templates .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +
