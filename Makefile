# The front door. `make` alone tells what there is.
.DEFAULT_GOAL := help
.PHONY: build release test check lint format demo learn bench install uninstall clean help dependencies measure

PREFIX ?= /usr/local
DESTDIR ?=
SWIFT ?= swift
# A build that takes too much of a machine: make build BUILD_FLAGS='-j 2'
BUILD_FLAGS ?=

program := trace2skill
debug := .build/debug/$(program)
release_binary := .build/release/$(program)
venv := .build/venv
# Sessions to measure on where the caller names none.
invented := .build/invented
shell_suites := Tests/hooks/run Tests/systemd/run Tests/Demo/check

root := $(DESTDIR)$(PREFIX)
share := $(root)/share/$(program)
# Units name the program by its full path: a prefix need not be where systemd looks.
exec_start := s|^ExecStart=$(program) |ExecStart=$(PREFIX)/bin/$(program) |

help: ## this list
	@sed -n 's/^\([a-z]*\):[^#]*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name words; do \
	    printf '  make %-10s %s\n' "$$name" "$$words"; done
	@printf '\nPREFIX=%s and DESTDIR= say where install puts things, TRAJECTORIES=folder what learn\n' '$(PREFIX)'
	@printf 'and bench run on; KEEP=1 makes the demo keep its folder.\n'

dependencies:
	@.ci/install-dependencies

build: dependencies ## the program, for debugging, in .build/debug
	$(SWIFT) build $(BUILD_FLAGS) --product $(program)

release: dependencies ## the program, optimised and without need of a Swift installation, in .build/release
	$(SWIFT) build $(BUILD_FLAGS) -c release --static-swift-stdlib --product $(program)

# Every suite runs, whatever came of the one before; the last line tells of all.
test: dependencies $(venv)/bin/agentskills ## all of it: unit tests, the built program under stock git, hooks, units, demo
	$(SWIFT) build $(BUILD_FLAGS) --build-tests
	@failed=; \
	$(SWIFT) test --disable-xctest --skip-build || failed="$$failed swift-test"; \
	for suite in $(shell_suites); do \
	    printf '\n== %s\n' "$$suite"; "$$suite" || failed="$$failed $$suite"; \
	done; \
	if [ -n "$$failed" ]; then printf '\nfailed:%s\n' "$$failed"; exit 1; fi; printf '\nall suites passed\n'

# The reference validator of the Agent Skills specification, in an environment of its own.
$(venv)/bin/agentskills: | dependencies
	python3 -m venv $(venv)
	$(venv)/bin/pip install --quiet --disable-pip-version-check 'skills-ref>=0.1.1,<0.2'

check: lint test ## what has to pass before a change goes in: lint and test

lint: ## formatting, imports against the manifest, copies, the table of faults, scripts
	$(SWIFT) format lint --strict --parallel --recursive Package.swift Sources Tests
	.ci/check-imports
	.ci/check-copies
	.ci/check-faults
	@for script in .ci/install-dependencies hooks/* Tests/hooks/run; do \
	    case $$(head -c 9 "$$script") in '#!/bin/sh') sh -n "$$script" || exit 1 ;; esac; done

format: ## writes the sources as lint wants them
	$(SWIFT) format --in-place --parallel --recursive Package.swift Sources Tests

demo: build ## the main job in a minute: drop sessions, read what was learned, take a lesson back
	@Tests/Demo/run $(debug)

learn: measure ## what is learned of half of the tasks of TRAJECTORIES, measured on the other half
	.build/release/Measure learn $(if $(TRAJECTORIES),'$(TRAJECTORIES)',$(invented))

bench: measure release ## how fast it is and what it needs, as a table, on TRAJECTORIES or on invented ones
	Tests/Bench/run $(if $(TRAJECTORIES),'$(TRAJECTORIES)',$(invented))

measure: dependencies
	$(SWIFT) build $(BUILD_FLAGS) -c release --product Measure
	@rm -rf $(invented) && Tests/Demo/make-trajectories $(invented) --sessions 600 >/dev/null

install: release ## program, completions, unit files, hooks and template under PREFIX
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
	install -m 644 LICENSE README.md '$(root)/share/doc/$(program)'

# Sessions, skills and settings are the user's and stay.
uninstall: ## removes what install put under PREFIX, and nothing else
	rm -f '$(root)/bin/$(program)'
	rm -f '$(root)/share/bash-completion/completions/$(program)' '$(root)/share/zsh/site-functions/_$(program)'
	rm -f '$(root)/share/fish/vendor_completions.d/$(program).fish'
	rm -f '$(root)/lib/systemd/system/$(program).service' '$(root)/lib/systemd/user/$(program).service'
	rm -f '$(root)/lib/sysusers.d/$(program).conf' '$(root)/lib/tmpfiles.d/$(program).conf'
	rm -rf '$(share)' '$(root)/share/doc/$(program)'

clean: ## removes everything that was built
	rm -rf .build
