"""A production of the run's own: its copy of the project, servers, processes and mail, as the documents say.

Nothing of it is shared with the checkout: neither its `.env` nor its `var/` is read or written.
"""

import contextlib
import email
import email.policy
import os
import re
import secrets
import shutil
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tests.ports import free_port

BASE = Path(__file__).resolve().parent.parent.parent
PATIENCE = 240.0  # seconds until a process must answer
GUNICORN = ["-m", "gunicorn", "cica_portal.wsgi", "--threads", "8", "--no-control-socket"]
CELERY = ["-m", "celery", "--quiet", "-A", "cica_portal"]
WORKER = [*CELERY, "worker", "--loglevel", "warning", "--without-gossip", "--without-mingle", "--queues"]


class Failed(Exception):
    """The rehearsal cannot go on; says at which step and what was seen."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Of the servers of the run, all on this machine."""

    proxy: int
    web: int
    mail: int
    redis: int


@dataclass(frozen=True, slots=True)
class Names:
    """The database, the owner of its tables, and the role that the portal works with."""

    database: str
    owner: str
    portal: str


@dataclass
class House:
    """Where everything of the run lies, and what its processes are told."""

    folder: Path
    origin: str
    environment: dict[str, str]
    ports: Ports
    owner_url: str
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def project(self) -> Path:
        return self.folder / "portal"

    @property
    def mails(self) -> Path:
        return self.folder / "mails"

    @property
    def certificate(self) -> Path:
        return self.folder / "proxy" / "caddy" / "pki" / "authorities" / "local" / "root.crt"

    def manage(self, *arguments: str, as_owner: bool = False, **more: str) -> str:
        """Run a command of the portal, in its environment or another, and return what it printed."""
        owner = {"DATABASE_URL": self.owner_url} if as_owner else {}
        environment = self.environment | owner | more
        return self._run([sys.executable, "manage.py", *arguments], environment)

    def script(self, *command: str, **more: str) -> str:
        """Run a script of the project and return what it printed."""
        return self._run(list(command), self.environment | more)

    def start(self, name: str, *command: str, **more: str) -> None:
        """Start a process that runs until the house is closed."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running.append(
                subprocess.Popen(
                    command,
                    cwd=self.project,
                    env=self.environment | more,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                )
            )

    def close(self) -> None:
        for process in reversed(self.running):
            process.terminate()
        for process in reversed(self.running):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()

    def logs(self) -> str:
        """Return the end of every process's log, for whoever has to find out."""
        found = sorted(self.folder.glob("*.log"))
        return "\n".join(f"-- {one.name}\n{one.read_text(errors='replace')[-1500:]}" for one in found)

    def mail_to(self, address: str, sign: str) -> str:
        """Wait for a mail to the address whose text holds the sign, and return its text."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for file in sorted(self.mails.glob("*.eml")):
                mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
                body = mail.get_body(("plain",))
                text = body.get_content() if body else ""
                if address in str(mail["To"]) and sign in text:
                    return text
            time.sleep(0.5)
        raise Failed(f"No mail to {address} with {sign!r} came within {PATIENCE:.0f} seconds.")

    def _run(self, command: list[str], environment: Mapping[str, str]) -> str:
        done = subprocess.run(
            command, cwd=self.project, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise Failed(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout


def link_in(text: str, part: str) -> str:
    """Return the address in a text that holds `part`."""
    found = re.search(rf"https://\S*{re.escape(part)}\S*", text)
    if found is None:
        raise Failed(f"No link with {part} in:\n{text}")
    return found[0]


@contextlib.contextmanager
def house(folder: Path, admin_url: str) -> Iterator[House]:
    """Make the database with its two roles, a Redis, a mail server and the proxy; end them all afterwards."""
    mark = secrets.token_hex(4)
    names = Names(f"rehearsal_{mark}", f"rehearsal_owner_{mark}", f"rehearsal_portal_{mark}")
    passwords = secrets.token_hex(16), secrets.token_hex(16)
    ports = Ports(*(free_port() for _ in range(4)))
    origin = f"https://localhost:{ports.proxy}"
    made = House(
        folder=folder,
        origin=origin,
        ports=ports,
        owner_url=_url(admin_url, names.owner, passwords[0], names.database),
        environment={
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "PYTHONUNBUFFERED": "1",
            "SECRET_KEY": secrets.token_urlsafe(48),
            "ALLOWED_HOSTS": "localhost",
            "PORTAL_ORIGIN": origin,
            "BEHIND_PROXY": "true",
            "EMAIL_URL": f"smtp+tls://portal:word@localhost:{ports.mail}",
            "DEFAULT_FROM_EMAIL": "secretariat@portal.example.org",
            "DATABASE_URL": _url(admin_url, names.portal, passwords[1], names.database),
            "REDIS_URL": f"redis://127.0.0.1:{ports.redis}/0",
            "SEAL_PASSPHRASE": secrets.token_urlsafe(24),
            "BOUNCE_MAILBOX": f"maildir://{folder}/bounces",
            "OPERATOR_ADDRESS": "operator@portal.example.org",
            "AUDIT_WITNESS": "witness@portal.example.org",
            "AUDIT_HEAD_FILE": str(folder / "portal" / "var" / "audit" / "head.log"),
            # A deadline of the same day, so that the rehearsal sees it pass.
            "MINIMUM_DAYS_TO_ANSWER": "0",
            "SSL_CERT_FILE": str(folder / "mail.pem"),
        },
    )
    made.mails.mkdir()
    _copy_project(made.project)
    Path(made.environment["AUDIT_HEAD_FILE"]).parent.mkdir(parents=True)
    _admin(admin_url, f"CREATE ROLE {names.owner} LOGIN CREATEDB CREATEROLE PASSWORD '{passwords[0]}'")
    _admin(admin_url, f"CREATE DATABASE {names.database} OWNER {names.owner}")
    try:
        _make_roles(made, admin_url, names, passwords)
        _start_servers(made)
        yield made
    finally:
        made.close()
        _admin(admin_url, f"DROP DATABASE IF EXISTS {names.database} WITH (FORCE)")
        for role in (names.portal, names.owner):
            _admin(admin_url, f"DROP ROLE IF EXISTS {role}")


def serve(made: House) -> None:
    """Start web, worker, renderer and beat as the documents list them, and wait until the portal is well."""
    python = sys.executable
    made.start("web", python, *GUNICORN, "--bind", f"127.0.0.1:{made.ports.web}")
    made.start("worker", python, *WORKER, "default,notes", "--concurrency", "2", "--hostname", "worker@%h")
    made.start("renderer", python, *WORKER, "render", "--concurrency", "1", "--hostname", "renderer@%h")
    made.start("beat", python, *CELERY, "beat", "--schedule", str(made.folder / "beat"), "--pidfile", "")
    context = ssl.create_default_context(cafile=str(made.certificate))
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{made.origin}/livez", context=context, timeout=5).close()
            return
        time.sleep(0.5)
    raise Failed(f"The portal did not answer within {PATIENCE:.0f} seconds.")


def _start_servers(made: House) -> None:
    ports, folder = made.ports, made.folder
    redis = ["redis-server", "--port", str(ports.redis), "--dir", str(folder), "--bind", "127.0.0.1"]
    made.start("redis", *redis, "--appendonly", "yes", "--maxmemory-policy", "noeviction")
    sink = [sys.executable, "-m", "trials.rehearsal.mail_server", str(ports.mail), str(folder)]
    made.start("mail", *sink, PYTHONPATH=str(BASE))
    made.start(
        "proxy",
        *("caddy", "run", "--config", "production/Caddyfile", "--adapter", "caddyfile"),
        PORTAL_UPSTREAM=f"127.0.0.1:{ports.web}",
        XDG_DATA_HOME=str(folder / "proxy"),
        XDG_CONFIG_HOME=str(folder / "proxy"),
    )
    until = time.monotonic() + PATIENCE
    while not ((folder / "mail.pem").exists() and made.certificate.exists()):
        if time.monotonic() > until:
            raise Failed("Neither proxy nor mail server came up.")
        time.sleep(0.2)


def _copy_project(target: Path) -> None:
    """Copy what a clone would hold, with this environment's packages."""
    target.mkdir()
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=BASE, capture_output=True, check=True, text=True).stdout.split("\0")
    for name in filter(None, names):
        source = BASE / name
        if source.is_file() and not name.startswith(("tests/", "trials/")):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target / name)
    (target / ".venv").symlink_to(BASE / ".venv")
    for catalogue in target.glob("locale/*/LC_MESSAGES/django.po"):
        compiled = ["msgfmt", "--check-format", "--output-file", catalogue.with_suffix(".mo"), catalogue]
        subprocess.run(compiled, check=True)


def _make_roles(made: House, admin_url: str, names: Names, passwords: tuple[str, str]) -> None:
    where = urlsplit(admin_url)
    variables = {
        "PGHOST": where.hostname or "127.0.0.1",
        "PGPORT": str(where.port or 5432),
        "PGPASSWORD": passwords[0],
        "POSTGRES_USER": names.owner,
        "POSTGRES_DB": names.database,
        "PORTAL_DATABASE_USER": names.portal,
        "PORTAL_DATABASE_PASSWORD": passwords[1],
    }
    made.script("scripts/database-roles", **variables)


def _admin(admin_url: str, statement: str) -> None:
    psql = ["psql", "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1"]
    subprocess.run([*psql, "--dbname", admin_url, "--command", statement], check=True)


def _url(admin_url: str, user: str, password: str, database: str) -> str:
    where = urlsplit(admin_url)
    place = f"{user}:{password}@{where.hostname or '127.0.0.1'}:{where.port or 5432}"
    return urlunsplit(("postgres", place, f"/{database}", "", ""))
