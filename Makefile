# `make help` lists what there is to do.
SHELL := /bin/bash
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all:

.PHONY: help serve test check site lock clean
.DEFAULT_GOAL := help

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile

.venv/run: requirements/run.txt pyproject.toml
	@echo "→ making .venv and installing what the site and the functions need"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(INSTALL) --requirement requirements/run.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/test: .venv/run requirements/test.txt
	@echo "→ installing what the tests need"
	@$(INSTALL) --requirement requirements/test.txt
	@touch $@

site: .venv/run ## build the site, the contracts and the rules into build/
	@$(BIN)/python -m guide

serve: .venv/run ## build what changed and serve site and functions on one address (PORT=8000)
	@$(BIN)/python -m guide
	@$(BIN)/beian serve --port $(PORT)

check: .venv/test ## lint, types, content, strict site build, links
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m guide

test: .venv/test ## run every test (browser tests need Debian's chromium)
	@$(BIN)/python -m guide
	@$(BIN)/python -m pytest

lock: ## write requirements/*.txt anew from requirements/*.in (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate requirements/run.in -o requirements/run.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate requirements/test.in -c requirements/run.txt -o requirements/test.txt

clean: ## remove everything that was made, but not data/
	rm -rf build .venv
