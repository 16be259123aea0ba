"""A Wagtail project as ``wagtail start`` makes one, on the database of the run: what P12 compares.

It shows the bare page of the same database; nothing of ours is imported.
"""

import os
from pathlib import Path

import environ

env = environ.Env()
VAR_DIR = Path(env.str("CARTA_VAR_DIR"))
BASE_DIR = Path(__file__).resolve().parents[1]
SECRET_KEY = "bench-only-" + "x" * 60
DEBUG = False
ALLOWED_HOSTS = ["bare.testserver"]
INSTALLED_APPS = [
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
]
ROOT_URLCONF = "bench.bare_urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR}/none.sqlite3")}
DATABASES["default"]["NAME"] = os.environ["CARTA_BENCH_DATABASE"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "es"
USE_TZ = True
STATIC_URL = "static/"
MEDIA_ROOT = str(VAR_DIR / "bare-media")
WAGTAIL_SITE_NAME = "Desnuda"
WAGTAILADMIN_BASE_URL = "http://bare.testserver"
SILENCED_SYSTEM_CHECKS = ["wagtailadmin.W001"]
