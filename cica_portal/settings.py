"""Settings of the portal: the only reader of the environment, safe by default.

PORTAL_MODE is "production" unless it says "demonstration". A missing secret stops production at start.
"""

import secrets
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from cica_portal import installed
from cica_portal.operation import logs, protections
from cica_portal.operation.environment import Environment, make_folders
from cica_portal.web.security import content_policy, static_headers

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = BASE_DIR / "var"

env = Environment()
env.read_env(BASE_DIR / ".env")

# Mode ------------------------------------------------------------------------------------------------
PORTAL_MODE = env("PORTAL_MODE", default="production")
if PORTAL_MODE not in {"production", "demonstration"}:
    raise ImproperlyConfigured("PORTAL_MODE is either production or demonstration.")
DEMONSTRATION = PORTAL_MODE == "demonstration"
DEBUG = False

PORTAL_CLOCK = env.instant("PORTAL_CLOCK")
if PORTAL_CLOCK and not DEMONSTRATION:
    raise ImproperlyConfigured("PORTAL_CLOCK is for demonstration mode only: production keeps true time.")

if DEMONSTRATION:
    SECRET_KEY = env("SECRET_KEY", default="demonstration-only-not-a-secret")
else:
    SECRET_KEY = env("SECRET_KEY", default="")
    if not SECRET_KEY:
        raise ImproperlyConfigured("SECRET_KEY is not set. Production does not start without it.")
    if SECRET_KEY == protections.OF_THE_PROCESS:
        SECRET_KEY = secrets.token_urlsafe(protections.KEY_LENGTH)
    protections.refuse_weak_key(SECRET_KEY)
# A process that has no key but its own serves no pages and reads no secret that others wrote.
HAS_KEY_OF_PORTAL = env("SECRET_KEY", default="") != protections.OF_THE_PROCESS
# Keys of before, by which what they signed and encrypted is still read; taken away when it has run out.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
DEMONSTRATION_PASSWORD = env("DEMONSTRATION_PASSWORD", default="") if DEMONSTRATION else ""

# The Secretariat -------------------------------------------------------------------------------------
# The data set of the organization that the portal comes with; another is loaded by `load_organization`.
ORGANIZATION_DIR = BASE_DIR / "organization"
# The zone of the seat, where it is not that of the data set.
SECRETARIAT_TIME_ZONE = env.zone("SECRETARIAT_TIME_ZONE", default="")
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] if DEMONSTRATION else []
)
# Links in mail are built from this origin and from nothing else; without it mail carries no link (rule 22).
_FIRST_HOST = f"https://{ALLOWED_HOSTS[0]}" if ALLOWED_HOSTS else ""
PORTAL_ORIGIN = env("PORTAL_ORIGIN", default="http://127.0.0.1:8000" if DEMONSTRATION else _FIRST_HOST)
REMINDER_WORKING_DAYS = env.list("REMINDER_WORKING_DAYS", cast=int, default=[5, 2, 1])
REMINDER_HOUR = env.whole("REMINDER_HOUR", default=9, most=23)
# How long Member States have to answer: what is proposed, and the least that is accepted, in calendar days.
DAYS_TO_ANSWER = env.whole("DAYS_TO_ANSWER", default=10, least=1)
MINIMUM_DAYS_TO_ANSWER = env.whole("MINIMUM_DAYS_TO_ANSWER", default=3)
# Until when reservations and statements to an adopted plan are in time, in working days.
STATEMENT_WORKING_DAYS = env.whole("STATEMENT_WORKING_DAYS", default=10, least=1)
# In what the enclosure is counted in each language: pages, sheets (one side) or sheets_both_sides.
_UNITS = ("pages", "sheets", "sheets_both_sides")
ENCLOSURE_UNITS = {
    "en": env.one_of(_UNITS, "ENCLOSURE_UNIT_EN", default="pages"),
    "ru": env.one_of(_UNITS, "ENCLOSURE_UNIT_RU", default="sheets"),
    "kk": env.one_of(_UNITS, "ENCLOSURE_UNIT_KK", default="sheets"),
}
# Where true, the person who drafted a note is not the one who issues it.
TWO_PERSONS_ISSUE = env.bool("TWO_PERSONS_ISSUE", default=not DEMONSTRATION)
# Where true, the person who wrote a text of a plan last is not the one who reviews it.
TWO_PERSONS_REVIEW = env.bool("TWO_PERSONS_REVIEW", default=True)
# Where true, what a coordinator decides on comments is proposed, and the Secretariat confirms it.
DISPOSITIONS_CONFIRMED = env.bool("DISPOSITIONS_CONFIRMED", default=not DEMONSTRATION)
# So many hours before the deadline a delegation is warned of what it wrote and has not filed.
UNSUBMITTED_WARNING_HOURS = env.list("UNSUBMITTED_WARNING_HOURS", cast=int, default=[24, 2])
# The hour, in the zone of the State's capital, at which a delegation's own reminders leave.
INTERNAL_REMINDER_HOUR = env.whole("INTERNAL_REMINDER_HOUR", default=9, most=23)
# How many days an invitation is good, and how many one person may send in a day.
INVITATION_DAYS = env.whole("INVITATION_DAYS", default=7, least=1)
INVITATIONS_A_DAY = env.whole("INVITATIONS_A_DAY", default=40)
# How many days a token of the read API is good.
API_TOKEN_DAYS = env.whole("API_TOKEN_DAYS", default=365, least=1)
# Where true, staff, contact points and deputies must have a second factor before they see anything.
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=not DEMONSTRATION)
# Where true, coordinators and drafters must have one as well.
SECOND_FACTOR_OF_WRITERS = env.bool("SECOND_FACTOR_OF_WRITERS", default=not DEMONSTRATION)
# Where true, programmes show a password to read calendars and feeds, and no address holds a secret.
CALENDARS_BY_PASSWORD = env.bool("CALENDARS_BY_PASSWORD", default=not DEMONSTRATION)
if not DEMONSTRATION:
    protections.refuse_switched_off(
        {
            "SECOND_FACTOR_REQUIRED": SECOND_FACTOR_REQUIRED,
            "SECOND_FACTOR_OF_WRITERS": SECOND_FACTOR_OF_WRITERS,
            "CALENDARS_BY_PASSWORD": CALENDARS_BY_PASSWORD,
            "TWO_PERSONS_ISSUE": TWO_PERSONS_ISSUE,
            "TWO_PERSONS_REVIEW": TWO_PERSONS_REVIEW,
        },
        env.list("WITHOUT_PROTECTION", default=[]),
    )
# The head of the audit chain is appended to this file and mailed to this address, outside the server.
AUDIT_HEAD_FILE = env("AUDIT_HEAD_FILE", default=str(DATA_DIR / "audit-head.log"))
AUDIT_WITNESS = env("AUDIT_WITNESS", default="")

# A restored or copied installation acts on nobody until two people release it. A demonstration writes to
# nobody anyway.
SUSPENDS_COPIES = not DEMONSTRATION
# A deadline whose last minutes the portal was away for waits for a signatory. A demonstration is away as long
# as nobody shows it.
HOLDS_CLOSINGS = not DEMONSTRATION

# Applications ----------------------------------------------------------------------------------------
INSTALLED_APPS = installed.APPS
MIDDLEWARE = installed.middleware(is_demonstration=DEMONSTRATION)
ROOT_URLCONF = "cica_portal.urls"
WSGI_APPLICATION = "cica_portal.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = installed.templates(BASE_DIR / "templates")
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Database --------------------------------------------------------------------------------------------
_DATABASE_URL = env("DATABASE_URL", default="") or f"sqlite:///{DATA_DIR / 'portal.sqlite3'}"
DATABASES = {"default": env.db_url_config(_DATABASE_URL)}
if not DEMONSTRATION:
    is_allowed = env.bool("ALLOW_SQLITE", default=False)
    protections.refuse_sqlite(DATABASES["default"]["ENGINE"], is_allowed=is_allowed)
if DATABASES["default"]["ENGINE"] == protections.SQLITE:
    # The file is opened anew for each request: another in its place would be read with the log of the former.
    # Deferred transactions fail with "database is locked" under concurrent writers whatever the timeout.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
        # What replaces a row deletes it, and meets its guard.
        "PRAGMA recursive_triggers=ON;",
    }
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 600)
    DATABASES["default"].setdefault("CONN_HEALTH_CHECKS", True)
    # To compile a statement takes longer than any statement of the portal.
    _options = DATABASES["default"].setdefault("OPTIONS", {})
    _options["options"] = f"-c jit=off {_options.get('options', '')}".strip()
if DEMONSTRATION:
    # The walk through the case of 2022 reads rows of its own.
    DATABASE_ROUTERS = ["guide.walk.stops.WalkRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Redis, cache, queue ---------------------------------------------------------------------------------
REDIS_URL = env("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "cica_portal.operation.caches.SparedRedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Loaded by what takes tasks, and by the first act that leaves one: no page needs it.
QUEUE_APP = "cica_portal.celery.app"
# Without Redis one worker has all queues in its memory, and beat in a thread of it (cica_portal.celery).
CELERY_BROKER_URL = REDIS_URL or "memory://localhost"
if REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 1800, "unacked_restore_throttle": 1}
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "render_*": {"queue": "render"},
    "check_*": {"queue": "render"},
    "deliver_*": {"queue": "notes"},
    "receive_*": {"queue": "notes"},
}
CELERY_TIMEZONE = "UTC"
# What people wait for is rung for, or where nobody hears that, looked for every few seconds.
_SOON = 60.0 if REDIS_URL else 3.0
CELERY_BEAT_SCHEDULE = {
    # A sweep that waited is overtaken by the next: they do not pile up while no worker runs.
    task: {"task": task, "schedule": seconds, "options": {"expires": seconds}}
    for task, seconds in {
        "sweep_all": 60.0,
        "render_wanted": _SOON,
        "deliver_queued": _SOON,
        "receive_reports": 60.0,
        "check_record": 60.0,
    }.items()
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# Mail ------------------------------------------------------------------------------------------------
if env("EMAIL_URL", default=""):
    _mail = env.email("EMAIL_URL")
    if _mail["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend":
        _mail["EMAIL_BACKEND"] = "members.mailing.backends.SMTPBackend"
    vars().update(_mail)
elif DEMONSTRATION:
    EMAIL_BACKEND = "members.mailing.backends.OutboxBackend"
else:
    protections.refuse_no_mail(env("EMAIL_URL", default=""))
OUTBOX_DIR = DATA_DIR / "outbox"
# Kinds of notes whose messages wait until a person releases them.
HELD_NOTES = env.list("HELD_NOTES", default=[])
# Where mail that cannot be delivered is returned to; each message has a word of its own in it. Reports of
# delivery are read from a mailbox (imaps://user:password@host/INBOX) or a folder (maildir:///path), and
# taken at an address of the portal from a mail server that shows this word.
BOUNCE_ADDRESS = env("BOUNCE_ADDRESS", default="")
BOUNCE_MAILBOX = env("BOUNCE_MAILBOX", default=f"maildir://{DATA_DIR / 'bounces'}" if DEMONSTRATION else "")
BOUNCE_TOKEN = env("BOUNCE_TOKEN", default="")
# Who carries the mail, if it is a provider that posts what became of each message, and by what its posts are
# known: the key that it signs with, or the user:password that it shows.
MAIL_PROVIDER = env.one_of(
    ("none", "mailgun", "postmark", "brevo", "mailjet", "sparkpost"), "MAIL_PROVIDER", default="none"
)
MAIL_PROVIDER_KEY = env("MAIL_PROVIDER_KEY", default="")
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="secretariat@portal.invalid")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Files -----------------------------------------------------------------------------------------------
MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(DATA_DIR / "media")))
# The socket of clamd, a path or host:port; without one files are not checked for viruses, and pages say so.
CLAMD_SOCKET = env("CLAMD_SOCKET", default="")
# The Secretariat's seal: key and certificate (PKCS#12), read by the renderer alone; and the folder of the
# certificates, present and past ones (*.pem), by which a seal is recognised.
SEAL_KEY_FILE = env("SEAL_KEY_FILE", default=str(DATA_DIR / "seal" / "seal.p12"))
SEAL_PASSPHRASE = env("SEAL_PASSPHRASE", default="")
# Or a token of the house's own (PKCS#11) in the place of that file: its library, its label, the label of its
# key and certificate, and a file with its PIN.
SEAL_TOKEN_MODULE = env("SEAL_TOKEN_MODULE", default="")
SEAL_TOKEN = env("SEAL_TOKEN", default="")
SEAL_TOKEN_KEY = env("SEAL_TOKEN_KEY", default="")
SEAL_TOKEN_PIN_FILE = env("SEAL_TOKEN_PIN_FILE", default=str(DATA_DIR / "seal" / "pin"))
# Whether the PDF of a note in three languages, as it is sent, bears the seal as well.
SEAL_NOTES = env.bool("SEAL_NOTES", default=False)
SEAL_CERTIFICATES = env("SEAL_CERTIFICATES", default=str(DATA_DIR / "seal"))
# The authority whose time stamps seals bear, and the proxy by which the renderer reaches it.
SEAL_TIME_STAMPS = env("SEAL_TIME_STAMPS", default="")
SEAL_TIME_STAMPS_PROXY = env("SEAL_TIME_STAMPS_PROXY", default="")
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "cica_portal.web.fonts.SystemFontFinder",
]
# An S3-compatible storage for all documents and uploads, where a bucket is named; else the folder above.
FILES_BUCKET = env("FILES_BUCKET", default="")
_FILES: dict[str, Any] = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
if FILES_BUCKET:
    _FILES = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": FILES_BUCKET,
            "endpoint_url": env("FILES_ENDPOINT", default="") or None,
            "region_name": env("FILES_REGION", default="us-east-1"),
            "access_key": env("FILES_ACCESS_KEY", default="") or None,
            "secret_key": env("FILES_SECRET_KEY", default="") or None,
            "addressing_style": env.one_of(("path", "virtual"), "FILES_ADDRESSING", default="path"),
            # Nobody but the portal reads them, and no file takes the place of another.
            "default_acl": None,
            "querystring_auth": True,
            "file_overwrite": False,
        },
    }
STORAGES = {
    "default": _FILES,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Languages -------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ru", "Русский"), ("kk", "Қазақша")]
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("en", "ru", "kk")
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["cica_portal.locale_formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Accounts --------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = [
    "members.accounts.backends.PortalBackend",
    "rules.permissions.ObjectPermissionBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "members.accounts.passwords.GuessablePasswordValidator"},
]
# A link for a new password is good for so many seconds after its mail has left.
PASSWORD_RESET_TIMEOUT = 4 * 60 * 60
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "members.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Mail goes to stored addresses only: whoever types another one hears the same, and nothing is sent (rule 31).
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# Signing in is limited by members.accounts.attempts, which keeps nobody out who has password and second
# factor. A mission has one address for its whole staff, and a passkey cannot be guessed. Invitations: 30 a
# minute from one address. Requests for a new password are not counted by account: a stranger would use them
# up. Of a changed password only a wrong present one is counted, by its form.
ACCOUNT_RATE_LIMITS = {
    "login": "",
    "login_failed": "",
    "invitation": "30/m/ip",
    "reset_password": "20/m/ip",
    "change_password": "",
}
ACCOUNT_FORMS = {"change_password": "members.accounts.present_passwords.ChangePasswordForm"}
MFA_RATE_LIMITS = {"webauthn_login": ""}
MFA_FORMS = {
    "authenticate": "members.accounts.codes.AuthenticateForm",
    "reauthenticate": "members.accounts.codes.ReauthenticateForm",
    "authenticate_webauthn": "members.accounts.passkeys.AuthenticateForm",
    "login_webauthn": "members.accounts.passkeys.LoginForm",
    "reauthenticate_webauthn": "members.accounts.passkeys.ReauthenticateForm",
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
MFA_ADAPTER = "members.accounts.adapters.MFAAdapter"
USERSESSIONS_ADAPTER = "members.accounts.adapters.SessionsAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_PASSKEY_LOGIN_ENABLED = True
# A code typed as its half minute ends is still good when it arrives.
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMONSTRATION
USERSESSIONS_TRACK_ACTIVITY = False

# Sessions: idle and absolute limits, in seconds.
SESSION_IDLE_LIMIT = env.whole("SESSION_IDLE_LIMIT", default=2 * 60 * 60, least=1)
SESSION_ABSOLUTE_LIMIT = env.whole("SESSION_ABSOLUTE_LIMIT", default=12 * 60 * 60, least=1)
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_LIMIT
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# Browser ---------------------------------------------------------------------------------------------
# Of a long Word file each paragraph, each tracked change and each comment is decided on.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
CSRF_FAILURE_VIEW = "members.accounts.signed_out.refuse_forged"
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
_SECURE = not DEMONSTRATION
SESSION_COOKIE_NAME = "__Host-session" if _SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if _SECURE else "csrf"
LANGUAGE_COOKIE_NAME = "__Host-language" if _SECURE else "language"
BROWSER_COOKIE_NAME = "__Host-browser" if _SECURE else "browser"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _SECURE
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "cica_portal.web.security.cookies.Storage"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=_SECURE)
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SAYS_WHETHER_BEHIND_PROXY = bool(env("BEHIND_PROXY", default=""))
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
# How many proxies stand before the portal, each of which appends to X-Forwarded-For whom it was asked by.
TRUSTED_PROXY_COUNT = env.whole("TRUSTED_PROXY_COUNT", default=int(BEHIND_PROXY))
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
if BEHIND_PROXY and not TRUSTED_PROXY_COUNT:
    raise ImproperlyConfigured(
        "TRUSTED_PROXY_COUNT is how many proxies stand before the portal: 1 or more with BEHIND_PROXY, "
        "or all people together have the proxy's address, and share its limits."
    )
SECURE_HSTS_SECONDS = 31536000 if _SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _SECURE
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Static files are answered before any policy is put on: they act on nothing by themselves.
WHITENOISE_ADD_HEADERS_FUNCTION = static_headers.guard
CONTENT_SECURITY_POLICY = content_policy.POLICY

LOGGING = logs.configuration(
    style=env.one_of(("line", "json"), "LOG_FORMAT", default="line"),
    level=env("LOG_LEVEL", default="INFO"),
    has_requests=env.bool("ACCESS_LOG", default=not DEMONSTRATION),
)
# Reports of errors go to a service that speaks Sentry's protocol, where one is named; never texts of people.
SENTRY_DSN = env("SENTRY_DSN", default="")
if SENTRY_DSN:
    from cica_portal.operation import requests_log

    requests_log.report_errors(SENTRY_DSN, PORTAL_MODE)
# Who is written to when sweeps stand still or messages wait; and the word that opens /metrics.
OPERATOR_ADDRESS = env("OPERATOR_ADDRESS", default="")
# Whom to tell of a vulnerability: mailto:… or https://…
SECURITY_CONTACT = env("SECURITY_CONTACT", default="")
METRICS_TOKEN = env("METRICS_TOKEN", default="")
make_folders([DATA_DIR, OUTBOX_DIR, MEDIA_ROOT])
