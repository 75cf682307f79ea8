"""The least that can answer a signed-in person from the same rows: sessions, people and the models."""

from trials.benchmarks.settings import *  # noqa: F403

INSTALLED_APPS = [
    "modeltranslation",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "allauth.usersessions",  # a tag of the portal's templates, which Django looks through, names its rows
    "trials.benchmarks.floor_apps.Members",
    "plans",
    "initiatives",
    "comments",
    "trials.benchmarks.floor_apps.Search",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
ROOT_URLCONF = "trials.benchmarks.floor_urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "trials" / "benchmarks" / "templates"],  # noqa: F405
    },
]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
