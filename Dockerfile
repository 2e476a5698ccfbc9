# Two stages: the first installs what is pinned by hash, the second has no compiler, no pip and no root.
# BASE is any Linux with Python 3.11 or later, in both stages the same.
ARG BASE=docker.io/library/python:3.13-slim-trixie

FROM ${BASE} AS build
# For machines without an index: "--no-index --find-links /wheels", with the wheels mounted there.
ARG PIP_ARGS=""
COPY requirements/runtime.txt requirements/build.txt /src/requirements/
RUN python3 -m venv /opt/build && python3 -m venv --without-pip /opt/hookshift \
    && /opt/build/bin/pip install --no-cache-dir --require-hashes ${PIP_ARGS} -r /src/requirements/build.txt \
    && /opt/build/bin/pip --python /opt/hookshift/bin/python install --no-cache-dir --no-compile \
        --require-hashes ${PIP_ARGS} -r /src/requirements/runtime.txt
# For the compiled core. Where these cannot be had the image runs pure Python; "--build-arg CORE=native" fails instead.
ARG CORE=auto
RUN if [ "$CORE" != pure ]; then \
        [ -e "$(python3 -c 'import sysconfig; print(sysconfig.get_path("include"))')/Python.h" ] || headers=python3-dev; \
        { apt-get update -qq && apt-get install -y -qq --no-install-recommends gcc libc6-dev $headers; } \
            || echo "No compiler can be installed." >&2; \
    fi
COPY pyproject.toml hatch_build.py README.md LICENSE hookshift.toml /src/
COPY src /src/src
RUN cd /src && HOOKSHIFT_BUILD=$CORE /opt/build/bin/hatchling build -t wheel -d /tmp/dist \
    && /opt/build/bin/pip --python /opt/hookshift/bin/python install --no-cache-dir --no-deps --no-index /tmp/dist/*.whl \
    && /opt/hookshift/bin/python -m compileall -q /opt/hookshift/lib

FROM ${BASE}
LABEL org.opencontainers.image.title="hookshift" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /opt/hookshift /opt/hookshift
# The root file system may be read-only: only the data folder and /tmp are written to.
RUN mkdir -p /var/lib/hookshift /etc/hookshift && chown 10001:10001 /var/lib/hookshift
ENV PATH=/opt/hookshift/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    HOOKSHIFT_CONFIG=/etc/hookshift/hookshift.toml
USER 10001:10001
VOLUME /var/lib/hookshift
EXPOSE 8080 8090
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python3", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz', timeout=2)"]
ENTRYPOINT ["hookshift"]
CMD ["serve"]
