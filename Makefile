# Wuyuan Portal. The two commands: `make run` and `make test`. See README.md.

SHELL := /bin/sh
.DEFAULT_GOAL := help

# The system's own Python before that of a version manager, which is built without optimisation unless asked for: it takes a sixth longer.
PYTHON ?= $(firstword $(shell for python in /usr/bin/python3 python3; do \
  "$$python" -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python"; done) python3)
PORT ?= 8000

WORKERS ?= 2
VENV := .venv
PY := $(VENV)/bin/python
export PORT
# Where nothing compiled may be kept, every process compiles the portal anew, which is a third of its start.
unexport PYTHONDONTWRITEBYTECODE

PDF_LIBRARIES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0

.PHONY: help setup libraries browser run county test check format bench shots pins clean

help: ## what there is
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1	\2/p' $(MAKEFILE_LIST) | expand -t 16

setup: $(VENV)/installed libraries ## the environment, from pinned and hashed requirements

# The environment is made anew when the requirements change. No recipe calls make: such a line would run even under `make -n`.
$(VENV)/installed: requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 or newer is needed ($(PYTHON) is not). Name one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@if command -v uv >/dev/null 2>&1; then \
	  test -x $(PY) || uv venv --quiet --python "$$(command -v $(PYTHON))" $(VENV); \
	  uv pip sync --quiet --compile-bytecode --require-hashes --python $(PY) requirements-dev.txt; \
	else \
	  if $(PYTHON) -c 'import ensurepip' 2>/dev/null; then :; \
	  elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    version=$$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $$version >/dev/null; \
	  else \
	    echo "Python's venv module is incomplete. As root: apt-get install python3-venv" >&2; \
	  fi; \
	  $(PY) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV); \
	  $(PY) -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r requirements-dev.txt; \
	fi
	@touch $@

# Papers are typeset by Pango; without these libraries everything else works.
libraries:
	@missing=; for library in libpango-1.0.so.0 libpangoft2-1.0.so.0 libharfbuzz-subset.so.0; do \
	  /sbin/ldconfig -p 2>/dev/null | grep -q "$$library" || missing="$$missing $$library"; done; \
	if [ -z "$$missing" ]; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $(PDF_LIBRARIES) >/dev/null; \
	else \
	  echo "Missing for PDF papers:$$missing. As root: apt-get install $(PDF_LIBRARIES)" >&2; \
	fi

# Browser tests drive Debian's chromium, the shell without windows where it can be had; without either they are skipped, and say so.
browser:
	@install() { DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$$1" >/dev/null 2>&1; }; \
	if [ -n "$$CHROMIUM" ] || command -v chromium-headless-shell >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && install chromium-headless-shell; then :; \
	elif command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && install chromium; then :; \
	else \
	  echo "Browser tests will be skipped. As root: apt-get install chromium" >&2; \
	fi

run: setup ## database, broker, site, worker and beat in one terminal (PORT=8080 make run)
	@exec $(PY) manage.py run

county: setup ## the same with a small county's year up to yesterday, played before: minutes the first time
	@exec $(PY) manage.py run --county

test: setup browser ## every test, as CI runs them
	@$(PY) -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

check: setup ## style, types, layers, templates, migrations
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy .
	@mkdir -p .import_linter_cache && $(PY) -m wuyuan_portal.rooms > .import_linter_cache/floors.ini
	@$(VENV)/bin/lint-imports --no-logo --config .import_linter_cache/floors.ini
	@$(VENV)/bin/djlint --check --quiet templates
	@$(VENV)/bin/djlint --lint --quiet templates
	@$(PY) manage.py makemigrations --check --dry-run

format: setup ## put code and templates into shape
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .
	@$(VENV)/bin/djlint --reformat --quiet templates || true

bench: setup ## what a hundred times as many documents, clocks and applications cost: ratios of one run
	@$(PY) -m pytest bench --quiet --capture=no

shots: setup browser ## pictures of every public page of the running portal, in var/shots (make run first)
	@$(PY) bench/shots.py $(ARGS)

pins: ## pin requirements*.in anew (needs uv)
	@for name in requirements requirements-dev; do \
	  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	    --output-file $$name.txt $$name.in || exit 1; done

clean: ## stop the embedded servers; remove the environment and caches, keep the data in var/
	@if [ -x $(PY) ]; then $(PY) manage.py embedded stop || true; fi
	@rm -rf $(VENV) staticfiles .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
