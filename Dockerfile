# The command line, for a Neo4j that runs elsewhere; docker-compose.yml has both. See docs/docker.md.
#
# By version and not by digest: none could be verified against the registry when this was written.
# The tests run on Python 3.11; its patch releases only mend what is unsafe, so the tag follows them.
ARG PYTHON=3.11-slim-bookworm

FROM python:${PYTHON} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/moneyloop
WORKDIR /source
# First what changes rarely, so that a change of the source does not fetch every package again.
COPY requirements.lock ./
RUN /opt/moneyloop/bin/pip install --require-hashes -r requirements.lock
# .dockerignore lists what is sent: nothing but the source.
COPY . ./
RUN /opt/moneyloop/bin/pip wheel --no-deps --no-index --no-build-isolation --wheel-dir /wheel . \
    && /opt/moneyloop/bin/pip install --no-deps --no-index /wheel/moneyloop-*.whl

FROM python:${PYTHON}
COPY --from=build /opt/moneyloop /opt/moneyloop
# With a read-only root, /tmp is the only folder to write to.
ENV PATH=/opt/moneyloop/bin:$PATH HOME=/tmp
# A folder for files of yours: docker run -v "$PWD:/files" …
WORKDIR /files
USER 1000:1000
# It runs a command and ends.
HEALTHCHECK NONE
ENTRYPOINT ["moneyloop"]
CMD ["--help"]
