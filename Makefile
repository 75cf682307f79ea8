SHELL := /bin/bash
VENV_PYTHON := .venv/bin/python
MANAGE := $(VENV_PYTHON) manage.py
TESTS ?= tests
TEST_OPTIONS ?=
PYTEST = $(VENV_PYTHON) -m pytest --dist worksteal --quiet
UNITS := $(filter-out tests/browser%,$(TESTS))
JOURNEYS := $(strip $(if $(filter tests,$(TESTS)),tests/browser) $(filter tests/browser%,$(TESTS)))
# Compiled once, not by each of the processes that a run of the suite starts.
unexport PYTHONDONTWRITEBYTECODE

CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))
STATIC := var/static/staticfiles.json
STATIC_SOURCES := $(shell find static -type f 2>/dev/null) cica_portal/settings.py cica_portal/installed.py cica_portal/web/fonts.py requirements.txt

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run setup install environment demonstration development prepare check test bench load chaos attack rehearsal pictures lint format messages unseen requirements

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: setup ## Set up what is missing, then serve the portal until Ctrl-C (another port: make run PORT=8001)
	@$(VENV_PYTHON) scripts/serve.py

setup: environment demonstration $(CATALOGUES) $(STATIC) prepare ## Install, configure and fill the demonstration, without serving it

install: environment $(CATALOGUES) ## Install what a production without containers needs: packages and catalogues

environment:
	@scripts/environment run

development:
	@scripts/environment test

demonstration .env: | environment
	@$(VENV_PYTHON) scripts/dotenv.py

%.mo: %.po
	@msgfmt --check-format --output-file $@ $<

$(STATIC): $(STATIC_SOURCES) | environment .env
	@echo "Collecting static files"
	@scripts/static
	@touch $@

prepare: | environment .env
	@$(VENV_PYTHON) scripts/prepare.py

test: development $(CATALOGUES) ## Run the whole suite, browser journeys included, also after a failure
	@status=0; \
	$(if $(UNITS),$(PYTEST) --numprocesses 2 $(TEST_OPTIONS) $(UNITS) --ignore tests/browser || status=$$?;) \
	$(if $(JOURNEYS),$(PYTEST) --numprocesses 3 $(TEST_OPTIONS) $(JOURNEYS) || status=$$?;) \
	exit $$status

check: lint $(CATALOGUES) ## In two minutes: style, types, imports, translations, and the good path of each act
	@scripts/translations
	@$(PYTEST) --numprocesses 2 -m good_path $(TEST_OPTIONS) tests --ignore tests/browser

bench: development $(CATALOGUES) ## Print the speed of each job beside its floor, here and in docs/evidence.md
	@$(VENV_PYTHON) -m pytest --quiet trials/benchmarks
	@$(VENV_PYTHON) -m trials.benchmarks --write

load: development $(CATALOGUES) ## Show under load that the last minute before a deadline is safe
	@$(VENV_PYTHON) -m trials.load

chaos: development $(CATALOGUES) ## Kill processes, fill disks, move clocks, break lines, and count what was lost
	@$(VENV_PYTHON) -m trials.chaos
	@$(VENV_PYTHON) -m trials.chaos.faults
	@$(VENV_PYTHON) -m trials.chaos.faults --postgresql

attack: development $(CATALOGUES) ## Send requests at random as every role, and crawl for what leaks (REQUESTS=20000 PAGES=400 SEED=17)
	@ATTACK_REQUESTS=$(or $(REQUESTS),2000) ATTACK_PAGES=$(or $(PAGES),200) ATTACK_SEED=$(or $(SEED),17) $(VENV_PYTHON) -m pytest --quiet trials/attack

rehearsal: development ## Begin a production from nothing, on loopback, and see a consultation through
	@scripts/production-rehearsal

pictures: setup development ## Take the pictures of README and the guides
	@PYTHONPATH=. $(VENV_PYTHON) scripts/pictures.py

lint: development ## Check style, format, types, the direction of imports, the scripts and how much there is
	@$(VENV_PYTHON) -m ruff check .
	@$(VENV_PYTHON) -m ruff format --check .
	@.venv/bin/lint-imports --no-logo
	@$(VENV_PYTHON) -m mypy
	@if [ -x .venv/bin/biome ]; then .venv/bin/biome lint --error-on-warnings; \
		else echo "The scripts are not checked: no Biome is published for this machine."; fi
	@$(VENV_PYTHON) scripts/ceilings.py

format: development ## Put the code into the house's format
	@$(VENV_PYTHON) -m ruff check --fix .
	@$(VENV_PYTHON) -m ruff format .

messages: environment .env ## Write new messages into the Russian and Kazakh catalogues, to be translated
	@$(VENV_PYTHON) scripts/messages.py

unseen: development ## Find out again, from the fonts, which signs show a reader nothing
	@PYTHONPATH=. $(VENV_PYTHON) scripts/unseen.py

requirements: development ## Refresh the pinned requirements from requirements.in and requirements-dev.in
	@scripts/requirements
