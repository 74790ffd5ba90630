# Builds the image.
IMAGE   := registry.example.org/app
VERSION ?= $(shell git describe --tags --always)
FLAGS   += -ldflags "-X main.version=$(VERSION)"
export DOCKER_BUILDKIT = 1
SOURCES  = $(filter-out %_test.go, $(wildcard cmd/*.go)) \
           go.mod

define HELP
usage: make build
endef

.PHONY: build push
build: $(SOURCES) | bin ## builds it
	@echo "building $(IMAGE):$(VERSION)" # now
	go build $(FLAGS) -o $@ $< $(call join,a,b)
	@for f in *.go; do \
		test -f $$f && wc -l "$${f%.go}.o"; \
	done
	-docker build -t ${IMAGE}:latest .

%.o: %.c
	$(CC) -c $^ -o $(@D)/$*.o

ifneq ($(strip $(CI)),)
include ci.mk
else ifdef DEBUG
$(info debug is on)
endif
