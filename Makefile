# make run serves the dashboard, make test proves it. Works with GNU make 3.81 and later.

PYTHON ?= python3
PYTEST_ARGS ?=
BIN := .venv/bin
RUNTIME := .venv/.runtime-installed
TOOLS := .venv/.tools-installed
# Tests of the parts in which a missed branch is a wrong number: cds/domain and cds/ingest.
EXACT_TESTS := tests/domain tests/ingest tests/text
# Code and packages that nothing uses, and rules of the house that no tool watches over.
CODE_TESTS := tests/test_nothing_unused.py tests/test_architecture.py
# Files share servers and homes, so that a file is one worker's; those with a browser come first.
BY_FILE := --dist loadfile --no-loadscope-reorder

# Whoever forbids it elsewhere: here each worker, server and command would compile all anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: setup run test test-fast test-faults test-cluster test-bucket deploy-test check lint format
.PHONY: bench lock clean

setup: $(RUNTIME)

run: setup
	@$(BIN)/python -m cds init
	@exec $(BIN)/python -m cds serve

# Two runs: what must be exact is measured by its own tests alone, the rest runs unmeasured, with
# what `check` asks of the code: by two workers instead of one.
# Two workers for two cores: a third begins and reads for itself what two have read already.
test: lint
	@mkdir -p .cache
	@$(BIN)/python -m pytest -n 2 --dist loadfile $(EXACT_TESTS) --cov --cov-report= \
		--junitxml=.cache/junit-exact.xml $(PYTEST_ARGS)
	@$(BIN)/coverage report --skip-covered --fail-under=100 || \
		{ echo 'cds/domain and cds/ingest must be covered to 100 %'; exit 1; }
	@$(BIN)/python -m pytest -m 'not load' -n 2 $(BY_FILE) \
		$(addprefix --ignore=,$(EXACT_TESTS) tests/cluster) \
		--junitxml=.cache/junit.xml $(PYTEST_ARGS)

# What is quick enough to run at each change: no browser, nothing slow, nothing of `make check`.
test-fast: $(TOOLS)
	@$(BIN)/python -m pytest -n 2 $(BY_FILE) $(addprefix --ignore=,$(CODE_TESTS) tests/cluster) \
		-m 'not browser and not slow and not faults and not load' $(PYTEST_ARGS)

# Kills, full and broken disks at every call in every way, flipped bits, order of syncs; counts are
# printed. `make test` tries each call in one way, and leaves out attacks and a restart under twenty
# visitors (`load`), which want the machine alone. A full disk is mounted, which takes root.
test-faults: $(TOOLS)
	@CDS_FAULTS=full $(BIN)/python -m pytest -m faults $(PYTEST_ARGS)

# A Spark cluster of three processes finds what DuckDB finds. Takes Java 17 and 450 MB of packages,
# so `make test` leaves it out.
test-cluster: $(TOOLS)
	@command -v java >/dev/null || { echo 'On Debian: apt install default-jre-headless'; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-cluster.txt
	@$(BIN)/python -m pytest tests/cluster $(PYTEST_ARGS)

# Snapshots in a bucket of a server that speaks S3. It runs in an environment of its own: what it needs
# is older than what we do. Without it `make test` takes a folder for the bucket.
test-bucket: $(TOOLS) .cache/moto
	@$(BIN)/python -m pytest tests/store/test_elsewhere.py $(PYTEST_ARGS)

.cache/moto:
	@$(PYTHON) -m venv $@
	@$@/bin/python -m pip install --quiet --disable-pip-version-check \
		'moto[s3]==5.2.5' flask==3.1.3 flask-cors==6.0.5

# The real nginx with deploy/nginx.conf before three processes of one home: one killed under load,
# all restarted in turn, a publication seen by all, a meeting followed on each. Wants the machine alone.
deploy-test: $(TOOLS)
	@$(BIN)/python -m pytest -m load tests/deploy $(PYTEST_ARGS)

check: lint
	@$(BIN)/python -m pytest $(CODE_TESTS)

lint: $(TOOLS)
	@$(BIN)/ruff format --check --quiet . || { echo 'run: make format'; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(TOOLS)
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

# What we promise, then ours beside Dash and plain Streamlit (an environment of their own in .cache).
bench: $(TOOLS)
	@$(BIN)/python -m cds bench
	@$(BIN)/python -m bench.peers

# The hashes, the list (SBOM) and the licences of every package, after a change of requirements.txt.
lock: setup
	@$(PYTHON) -m venv .cache/lock
	@.cache/lock/bin/python -m pip install --quiet pip-tools==7.6.2 cyclonedx-bom==7.5.0
	@.cache/lock/bin/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header \
		--no-annotate --no-emit-options -o requirements.lock requirements.txt
	@.cache/lock/bin/cyclonedx-py requirements requirements.txt --output-reproducible --of JSON \
		-o docs/sbom.json
	@$(BIN)/python -m tests.licences

# Removes what can be made again, never the snapshots.
clean:
	rm -rf .venv .cache .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .coverage

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo '$(PYTHON) is older than 3.11; try: make PYTHON=python3.12 $(MAKECMDGOALS)'; exit 1; }
	@$(PYTHON) -m venv --clear .venv || { echo 'On Debian: apt install python3-venv'; exit 1; }

$(RUNTIME): requirements.txt | $(BIN)/pip
	@echo 'Installing what the dashboard needs (once) ...'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(TOOLS): requirements-dev.txt requirements-bucket.txt $(RUNTIME)
	@echo 'Installing what the tests need (once) ...'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
