# The entry point for people. `make` without a target lists the targets.
.DEFAULT_GOAL := help
.PHONY: build release test check release-check lint format demo learn gate wording bench chaos soak deb install uninstall clean help measure
.PHONY: build-packages packages benchmark-versions clients

PREFIX ?= /usr/local
DESTDIR ?=
SWIFT ?= swift
# If a build takes too much of the machine: make build BUILD_FLAGS='-j 2'
BUILD_FLAGS ?=

program := trace2skill
debug := .build/debug/$(program)
release_binary := .build/release/$(program)
manual := .build/release/$(program).1
venv := .build/venv
clients := .build/clients
# The package of the benchmarks shares the build folder, so that only its own module is compiled in addition. SwiftPM keeps
# its plan in one file, and takes the plan of the one package for that of the other: then it compiles nothing that has
# changed. So the plan is removed before and after.
plans = .build/debug.yaml .build/release.yaml
build_benchmarks = rm -f $(plans) && trap 'rm -f $(plans)' EXIT && \
	$(SWIFT) build $(BUILD_FLAGS) --package-path Tests/Benchmarks --scratch-path .build
# Sessions to measure on if the caller names none.
invented := .build/invented
shell_suites := Tests/hooks/run Tests/systemd/run Tests/Demo/check Tests/packaging/run Tests/Chaos/run

root := $(DESTDIR)$(PREFIX)
share := $(root)/share/$(program)
# Units name the program by its full path, since systemd does not look under every prefix.
exec_start := s|^ExecStart=$(program) |ExecStart=$(PREFIX)/bin/$(program) |

help: ## print this list
	@sed -n 's/^\([a-z]*\):[^#]*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name words; do \
	    printf '  make %-10s %s\n' "$$name" "$$words"; done
	@printf '\nPREFIX=%s and DESTDIR= say where to install; TRAJECTORIES=folder names the input of\n' '$(PREFIX)'
	@printf 'learn and bench; KEEP=1 makes the demo keep its folder.\n'

# Names the Debian packages that are missing and the command that installs them; changes nothing.
build-packages:
	@missing=$$(.ci/install-dependencies --missing build | tr '\n' ' '); [ -z "$$missing" ] || { \
	    printf 'packages are missing: %s\ninstall them: .ci/install-dependencies\n' "$$missing" >&2; exit 1; }

packages:
	@missing=$$(.ci/install-dependencies --missing | tr '\n' ' '); [ -z "$$missing" ] || { \
	    printf 'packages are missing: %s\ninstall them: .ci/install-dependencies\n' "$$missing" >&2; exit 1; }

build: build-packages ## build the program for debugging, in .build/debug
	$(SWIFT) build $(BUILD_FLAGS) --product $(program)

release: build-packages ## build the optimised program, which needs no Swift installation, in .build/release
	$(SWIFT) build $(BUILD_FLAGS) -c release --static-swift-stdlib --product $(program)
	@command -v python3 >/dev/null || { printf 'without python3 there is no manual page\n'; exit 0; }; \
	    $(release_binary) --experimental-dump-help | .ci/write-manual "$$($(release_binary) --version)" >$(manual)

# At most six tests at once: with all of them at once, the time limit of a test counts its wait for the others.
swift_test = SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=6 $(SWIFT) test --disable-xctest --skip-build

# Every suite runs, even after one has failed; the last line names those that failed.
test: packages benchmark-versions $(venv)/bin/agentskills clients ## run all tests: modules, the built program under stock git, hooks, units, demo
	$(SWIFT) build $(BUILD_FLAGS) --build-tests
	$(build_benchmarks)
	@failed=; \
	$(swift_test) || failed="$$failed swift-test"; \
	for suite in $(shell_suites); do \
	    printf '\n== %s\n' "$$suite"; "$$suite" || failed="$$failed $$suite"; \
	done; \
	if [ -n "$$failed" ]; then printf '\nfailed:%s\n' "$$failed"; exit 1; fi; printf '\nall suites passed\n'

# The reference validator of the Agent Skills specification, in an environment of its own.
$(venv)/bin/agentskills: | packages
	python3 -m venv $(venv)
	$(venv)/bin/pip install --quiet --disable-pip-version-check 'skills-ref>=0.1.1,<0.2'

# Current releases of agents, for the tests that read what they write. Without a package index those tests are skipped.
clients: | packages
	@.ci/install-clients $(clients)

check: lint test release-check ## run lint, test and release-check: what has to pass before a change goes in

release-check: release measure ## run the optimised program, whose code frees values earlier than that for debugging
	@Tests/Release/check

lint: ## check formatting, imports, copies, documentation, words, the table of faults, scripts
	$(SWIFT) format lint --strict --parallel --recursive Package.swift Sources Tests
	.ci/check-imports
	.ci/check-copies
	.ci/check-documentation
	.ci/check-words
	.ci/check-faults
	@for script in .ci/install-dependencies .ci/install-clients hooks/* Tests/hooks/run; do \
	    case $$(head -c 9 "$$script") in '#!/bin/sh') sh -n "$$script" || exit 1 ;; esac; done

format: ## format the sources as lint requires
	$(SWIFT) format --in-place --parallel --recursive Package.swift Sources Tests

demo: packages build ## show the main job in a minute: drop sessions, read the lessons, roll one back
	@Tests/Demo/run $(debug)

learn: measure ## learn from half of the tasks of TRAJECTORIES and measure on the other half
	.build/release/Measure learn $(if $(TRAJECTORIES),'$(TRAJECTORIES)',$(invented))

gate: build-packages ## print how many honest rules the safeguards hold, and how many attacks they let pass
	$(SWIFT) build $(BUILD_FLAGS) --build-tests
	@$(SWIFT) test --disable-xctest --skip-build --filter GateCorpusTests | grep -E '^(benign|attacks|  )'

wording: | packages ## train the wording model of the safeguards on the labelled texts of Tests/Gate
	@[ -x $(venv)/bin/python ] || python3 -m venv $(venv)
	$(venv)/bin/pip install --quiet --disable-pip-version-check 'scikit-learn>=1.5,<2'
	$(venv)/bin/python Tests/Gate/train

bench: measure release gate ## print speed and memory as a table, on TRAJECTORIES or on invented ones
	Tests/Benchmarks/run $(if $(TRAJECTORIES),'$(TRAJECTORIES)',$(invented))

chaos: build ## kill the program, fail its system calls at every point, cut the power, and check what is left: takes hours
	Tests/Chaos/run --long --program $(debug)
	Tests/Chaos/power-cuts --program $(debug)

soak: build ## run the daemon under load for an hour, and print memory, processor time and sizes
	Tests/Soak/run --program $(debug)

measure: build-packages benchmark-versions
	$(build_benchmarks) -c release --static-swift-stdlib
	@rm -rf $(invented) && Tests/Demo/make-trajectories $(invented) --sessions 600 >/dev/null

# The benchmarks use the versions of the dependencies that the program is built with.
benchmark-versions:
	@if [ -e Package.resolved ]; then cp Package.resolved Tests/Benchmarks/Package.resolved; fi

# As any user; dpkg asks for root only where it installs.
deb: ## make a Debian package of what release built, in .build
	@systemd/debian/make-deb '$(release_binary)' .build

# Does not build: this usually runs as root, and the build need not.
install: ## install program, manual page, completions, units, hooks and template under PREFIX
	@[ -x $(release_binary) ] || { printf 'there is no %s; build it first, as yourself: make release\n' \
	    $(release_binary) >&2; exit 1; }
	install -d '$(root)/bin' '$(share)/hooks' '$(share)/systemd' '$(root)/share/doc/$(program)'
	install -d '$(root)/lib/systemd/system' '$(root)/lib/systemd/user'
	install -d '$(root)/lib/sysusers.d' '$(root)/lib/tmpfiles.d'
	install -d '$(root)/share/bash-completion/completions' '$(root)/share/zsh/site-functions'
	install -d '$(root)/share/fish/vendor_completions.d'
	install -m 755 $(release_binary) '$(root)/bin/$(program)'
	strip '$(root)/bin/$(program)' 2>/dev/null || true
	$(release_binary) --generate-completion-script bash >'$(root)/share/bash-completion/completions/$(program)'
	$(release_binary) --generate-completion-script zsh >'$(root)/share/zsh/site-functions/_$(program)'
	$(release_binary) --generate-completion-script fish >'$(root)/share/fish/vendor_completions.d/$(program).fish'
	sed '$(exec_start)' systemd/$(program).service >'$(root)/lib/systemd/system/$(program).service'
	sed '$(exec_start)' systemd/$(program)-user.service >'$(root)/lib/systemd/user/$(program).service'
	install -m 644 systemd/$(program).sysusers.conf '$(root)/lib/sysusers.d/$(program).conf'
	install -m 644 systemd/$(program).tmpfiles.conf '$(root)/lib/tmpfiles.d/$(program).conf'
	cp -R systemd/drop-ins systemd/README.md '$(share)/systemd/'
	install -m 755 $(filter-out hooks/README.md,$(wildcard hooks/*)) '$(share)/hooks'
	install -m 644 hooks/README.md '$(share)/hooks'
	rm -rf '$(share)/skills-repo-template'
	cp -R skills-repo-template '$(share)/skills-repo-template'
	install -m 644 LICENSE README.md CHANGELOG.md '$(root)/share/doc/$(program)'
	[ ! -f $(manual) ] || install -D -m 644 $(manual) '$(root)/share/man/man1/$(program).1'

# Sessions, skills and settings belong to the user and stay.
uninstall: ## remove what install put under PREFIX, and nothing else
	rm -f '$(root)/bin/$(program)'
	rm -f '$(root)/share/bash-completion/completions/$(program)' '$(root)/share/zsh/site-functions/_$(program)'
	rm -f '$(root)/share/fish/vendor_completions.d/$(program).fish'
	rm -f '$(root)/lib/systemd/system/$(program).service' '$(root)/lib/systemd/user/$(program).service'
	rm -f '$(root)/share/man/man1/$(program).1'
	rm -f '$(root)/lib/sysusers.d/$(program).conf' '$(root)/lib/tmpfiles.d/$(program).conf'
	rm -rf '$(share)' '$(root)/share/doc/$(program)'

clean: ## remove everything that was built
	rm -rf .build
