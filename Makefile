# `make run` starts the site with demo data, `make test` runs every test: nothing to prepare.

export PORT ?= 8000
# Some thousand programs of ours start in a run of the suite: what is compiled once stays.
unexport PYTHONDONTWRITEBYTECODE
python := .venv/bin/python

.PHONY: help setup run test proof check fix bench map messages pins sbom audit clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-10s%s\n", $$1, $$2}' Makefile

setup: ## make .venv/ with the pinned requirements
	@scripts/setup.sh

run: setup ## serve the site with demo data on http://localhost:8000 (PORT=8765 picks another)
	@exec $(python) scripts/run.py

test: setup ## the suite on PostgreSQL and Redis, then what differs on SQLite (ARGS="members -k name" picks)
	@exec $(python) scripts/test.py $(ARGS)

proof: setup ## the long proofs: faults, kills, every role crawling; all on SQLite (ARGS picks; ARGS=scanners attacks a demo)
	@exec $(python) scripts/test.py --proofs $(ARGS)

check: setup ## format, lint, types, floors, the shape of the house, templates, migrations, settings
	@exec scripts/check.sh

fix: setup ## format the code and the templates
	@$(python) -m ruff check -q --fix-only .
	@$(python) -m ruff format .
	@find templates -name '*.html' | xargs -r .venv/bin/djade --target-version 5.2

bench: setup ## measure, on PostgreSQL and Redis of its own (ARGS are passed on)
	@test -f benchmarks/run.py || { echo 'There is no benchmarks/run.py'; exit 1; }
	@exec $(python) scripts/servers.py --durable $(python) benchmarks/run.py $(ARGS)

map: setup ## draw the map of Europe anew (needs npm; its output is committed)
	@exec $(python) scripts/make_map.py

messages: setup ## collect the texts to translate, compile the translations
	@exec scripts/messages.sh

compile := .venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
  --annotation-style line --custom-compile-command 'make pins'

pins: setup ## choose the newest versions that fit requirements*.in
	@$(compile) --upgrade requirements.in -o requirements.txt
	@$(compile) --constraint requirements.txt requirements-production.in -o requirements-production.txt
	@$(compile) --upgrade requirements-dev.in -o requirements-dev.txt
	@$(compile) --upgrade requirements-scanners.in -o requirements-scanners.txt
	@$(compile) --upgrade requirements-wapiti.in -o requirements-wapiti.txt

sbom: setup ## write what production installs, with hashes and licences, to var/sbom.json (CycloneDX)
	@exec $(python) scripts/make_sbom.py $(ARGS)

audit: setup ## ask a database about known holes in the pins; says "not checked" where none answers (status 3)
	@exec $(python) scripts/audit.py $(ARGS)

clean: ## remove .venv/ and caches; the data in var/ stays
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage htmlcov
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
