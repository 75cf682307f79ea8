FROM python:3.13-slim-trixie

RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        fontconfig fonts-noto-core fonts-wqy-microhei gettext libharfbuzz-subset0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/*

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PORTAL_MODE=production
WORKDIR /srv/portal

COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements.txt

COPY . .
# Nothing of these values stays in the image: production has its own, and does not start without them.
RUN for catalogue in locale/*/LC_MESSAGES/*.po; do \
        msgfmt --check-format --output-file "${catalogue%.po}.mo" "$catalogue" || exit 1; \
    done \
    && PORTAL_MODE=demonstration scripts/static \
    && useradd --system --uid 10001 --no-create-home portal \
    && mkdir -p var/audit var/media var/outbox \
    && chown -R portal var/audit var/media var/outbox

USER portal
EXPOSE 8000
CMD ["gunicorn", "cica_portal.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "8", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
