# syntax=docker/dockerfile:1
# Built in one stage, run in another. Written with care and not run yet where
# this file was made: there was no container engine.
FROM rust:1-bookworm AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --locked --release && cp target/release/ossm /ossm

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 991 --home-dir /data ossm \
    && install -d -o ossm -g ossm /data
COPY --from=build /ossm /usr/local/bin/ossm
USER ossm
ENV OSSM_SERVER__BIND=0.0.0.0:3000 OSSM_STORAGE__DATA_DIR=/data
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/3000 && printf 'GET /ready HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q 200"]
ENTRYPOINT ["ossm"]
CMD ["serve"]
