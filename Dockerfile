# One image for site, worker, beat and the commands. It holds no secret and runs as nobody in particular.
FROM python:3.11-slim-bookworm AS build
COPY requirements.txt /tmp/requirements.txt
RUN python -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /tmp/requirements.txt

# What backs up and restores: the server's own pg_dump and pg_restore, with Debian's Python of the same version.
FROM postgres:18-bookworm AS backup
RUN apt-get update \
 && apt-get install -y --no-install-recommends python3 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --no-create-home portal
COPY --from=build /opt/venv/lib/python3.11/site-packages /opt/packages
WORKDIR /opt/portal
COPY . .
RUN python3 -m compileall -q .
ENV PATH=/usr/lib/postgresql/18/bin:$PATH \
    PYTHONPATH=/opt/packages \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DEBUG=0 \
    PUBLIC_FILES_ROOT=/srv/public \
    INTERNAL_FILES_ROOT=/srv/internal \
    PERSONAL_FILES_ROOT=/srv/personal
USER portal
ENTRYPOINT ["python3", "manage.py"]
CMD ["backup", "/srv/backups", "--keep", "30"]

FROM python:3.11-slim-bookworm
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --create-home --home-dir /home/portal portal \
 && install -d -o portal -g portal -m 0750 /srv/public /srv/internal /srv/personal /srv/archive /srv/mail /srv/sms /srv/run \
 && install -d -o portal -g portal -m 0755 /srv/static
COPY --from=build /opt/venv /opt/venv
WORKDIR /opt/portal
COPY . .
RUN /opt/venv/bin/python -m compileall -q .
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DEBUG=0 \
    PUBLIC_FILES_ROOT=/srv/public \
    INTERNAL_FILES_ROOT=/srv/internal \
    PERSONAL_FILES_ROOT=/srv/personal \
    ARCHIVE_FILES_ROOT=/srv/archive \
    STATIC_ROOT=/srv/static \
    SMS_FILE_PATH=/srv/sms \
    EMAIL_URL=file:///srv/mail \
    BEAT_SCHEDULE_FILE=/srv/run/beat-schedule
USER portal
EXPOSE 8000
CMD ["python", "-m", "wuyuan_portal.server", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "4"]
