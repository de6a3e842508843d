# Two commands are all that a newcomer needs:
#   make run    installs what the project needs, builds, starts the gateway on a simulated market, prints the URL
#   make test   installs what the tests need, runs every suite
# And for those who build it:
#   make prove  the full counts of the simulations; writes what was run and found to artefacts/prove.md
#   make lint   formatting and clippy, and what the project may be built from: licences, banned crates, sources
#   make build  the binary with the dashboard inside
#   make bench  how fast it is, beside a bare loop, in times and in instructions
#   make fuzz   every target of the fuzzer for SECONDS (60)

SHELL := /bin/bash
# Outside the checkout, so that a fresh clone on the same machine does not compile its dependencies again.
export CARGO_TARGET_DIR ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/twinline/target
BIN := $(CARGO_TARGET_DIR)/release/twinline

.PHONY: run programs build dashboard test prove lint bench fuzz clean

run: build
	@$(BIN) up

# What is missing is said before anything long begins.
programs:
	@scripts/need cargo cc node npm

build: programs dashboard
	@scripts/step "compiling the gateway (the first time takes a few minutes)" cargo build --release --locked -p twinline-cli

dashboard: dashboard/dist/index.html

dashboard/dist/index.html: dashboard/package-lock.json dashboard/index.html $(shell find dashboard/src dashboard/public -type f 2>/dev/null) $(wildcard dashboard/*.ts)
	@scripts/need node npm
	@scripts/step "installing the dashboard's packages" npm --prefix dashboard ci --no-audit --no-fund --loglevel=error
	@scripts/step "building the dashboard" npm --prefix dashboard run build --silent
	@touch $@

test:
	@scripts/test

prove: build
	@scripts/prove

lint:
	@cargo fmt --all --check
	@cargo clippy --release --locked --workspace --all-targets -- -D warnings
	@scripts/deny

bench:
	@scripts/bench

fuzz:
	@scripts/fuzz $(or $(SECONDS),60)

clean:
	rm -rf dashboard/dist dashboard/node_modules artefacts
	cargo clean
