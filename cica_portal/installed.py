"""What the portal is put together of: applications, middleware in its order, what templates find."""

from pathlib import Path
from typing import Any

APPS = [
    "modeltranslation",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "js_lib_bootstrap5",
    "rules.apps.AutodiscoverRulesConfig",
    "cica_portal",
    "members",
    "phrases",
    "documents",
    "plans",
    "initiatives",
    "comments",
    "notes",
    "dashboard",
    "search",
    "api",
    "guide",
]


def middleware(*, is_demonstration: bool) -> list[str]:
    """Return what every request passes, outermost first; the walk is in a demonstration alone."""
    return [
        "cica_portal.operation.requests_log.RequestLogMiddleware",
        "cica_portal.web.security.encryption.EncryptionMiddleware",
        "django.middleware.security.SecurityMiddleware",
        "whitenoise.middleware.WhiteNoiseMiddleware",
        "cica_portal.web.compression.PageCompressionMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "phrases.texts.live.WordingMiddleware",
        *(["guide.middleware.WalkMiddleware"] if is_demonstration else []),
        "members.middleware.LanguageMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
        "csp.middleware.CSPMiddleware",
        "django_htmx.middleware.HtmxMiddleware",
        "allauth.account.middleware.AccountMiddleware",
        "allauth.usersessions.middleware.UserSessionsMiddleware",
        "members.accounts.signed_out.SignedOutMiddleware",
        "members.middleware.SessionLimitMiddleware",
        "members.middleware.SecondFactorMiddleware",
        "members.middleware.SuspendedCopyMiddleware",
        "members.middleware.KnownBrowserMiddleware",
        "members.middleware.ServedToMiddleware",
        "members.middleware.NoStoreMiddleware",
        "cica_portal.web.kept.KeptTextMiddleware",
    ]


def templates(folder: Path) -> list[dict[str, Any]]:
    return [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [folder],
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                    "csp.context_processors.nonce",
                    "cica_portal.web.context.portal",
                    "dashboard.places.top_bar",
                    "members.installation.page_context.installation",
                ],
                # A form says to whom it was served wherever it carries the token against forgery.
                "builtins": [
                    "members.templatetags.served",
                    "cica_portal.templatetags.organization",
                ],
            },
        },
    ]
