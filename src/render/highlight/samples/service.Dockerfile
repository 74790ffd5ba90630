# syntax=docker/dockerfile:1.7
FROM --platform=$BUILDPLATFORM golang:1.24-bookworm AS build
ARG TARGETOS TARGETARCH=amd64
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/var/cache/pip \
    # dependencies first
    go mod download && \
    CGO_ENABLED=0 GOOS=$TARGETOS go build -ldflags="-s -w" -o /out/app ./cmd/app
RUN <<EOF
set -e
apt-get update
echo "done" > /tmp/log
EOF
COPY <<-CONF /etc/app.conf
	port = 8080
CONF
FROM gcr.io/distroless/static@sha256:abc123
LABEL org.opencontainers.image.title="app" \
      version=1.0
ENV PATH=/usr/local/bin:$PATH
COPY --from=build /out/app /app
ADD ["a b.txt", "/tmp/"]
ONBUILD RUN echo hi
USER 65532:65532
CMD exec /app --listen ":$PORT"
