# Every door, the site and the commands in one small image, for one's own servers: made from the locks that the tests ran with.
#   make site && docker build --tag beian .
#   docker run --read-only --tmpfs /tmp --publish 127.0.0.1:8000:8000 --env-file beian.env --volume /etc/beian:/etc/beian:ro beian
FROM python:3.13-slim-bookworm AS libraries
COPY requirements/server.txt /requirements/
RUN pip install --no-cache-dir --no-deps --require-hashes --only-binary :all: --target /libraries --requirement /requirements/server.txt \
    && python -m compileall -q --invalidation-mode unchecked-hash /libraries

FROM python:3.13-slim-bookworm
COPY --from=libraries /libraries /srv/libraries
COPY functions /srv/functions
COPY build/contracts /srv/contracts
COPY build/words/telling.json /srv/words/telling.json
COPY build/site /srv/site
ENV PYTHONPATH=/srv/functions:/srv/libraries \
    BEIAN_CONTRACTS=/srv/contracts \
    BEIAN_WORDS=/srv/words/telling.json \
    BEIAN_SITE=/srv/site
RUN python -m compileall -q --invalidation-mode unchecked-hash /srv/functions
USER 1000:1000
WORKDIR /srv/functions
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/v1/health', timeout=4)"]
CMD ["python", "-m", "granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "1", "local:app"]
