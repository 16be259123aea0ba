"""What every installation shares. Deployment choices come from the environment only."""

import os
from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF

from cms.settings.object_storage import storages

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()

# Everything this installation writes (database, uploads, mail files, key) lies below one folder.
VAR_DIR = Path(env.str("CARTA_VAR_DIR", default=str(BASE_DIR / "var")))

DEBUG = False
CARTA_DEMO = False
CARTA_CLOCK_MAY_BE_SET = False
# DESIGN §3.7: remission by the planning head as the authority's documented delegate.
CARTA_PLANNING_MAY_REMIT = env.bool("CARTA_PLANNING_MAY_REMIT", default=False)

INSTALLED_APPS = [
    "cms",
    "reports",
    "monitoring",
    "agreements",
    "carta_pages",
    "workflows",
    "entities",
    "wagtail_modeladmin",
    "simple_history",
    "wagtail.contrib.settings",
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
    "django_tasks",
    "django_tasks_db",
    "axes",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
]

# Order matters: the headers are outermost, for refusals that nothing else sees; the transaction
# is innermost, so that what it undoes is the view and nothing else.
MIDDLEWARE = [
    "cms.middleware.headers.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cms.middleware.request_log.RequestLogMiddleware",
    "cms.page_cache.middleware.PageCacheMiddleware",
    "cms.middleware.headers.ContentPolicyMiddleware",
    "cms.middleware.sessions.TolerantSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "cms.middleware.session_limits.SessionLimitsMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
    "cms.middleware.security_log.SecurityLogMiddleware",
    "cms.middleware.entrance.EntranceMiddleware",
    "cms.middleware.second_factor.SecondFactorMiddleware",
    "workflows.gate.middleware.GateMiddleware",
    "cms.middleware.transactions.UnsafeMethodTransactionMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
FORCE_SCRIPT_NAME = env.str("CARTA_PREFIX", default="") or None
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Database ---------------------------------------------------------------------------------
# No ATOMIC_REQUESTS: with IMMEDIATE transactions every GET would queue as a writer (DESIGN §5).
DATABASES = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'carta.sqlite3'}")
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
            "PRAGMA temp_store=MEMORY;PRAGMA cache_size=-20000;"
        ),
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A server that does not answer is told to the person while they still wait for the page.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)

REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {
    "default": (
        {
            "BACKEND": "cms.cache.ForgivingRedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": env.str("CARTA_CACHE_PREFIX", default="carta"),
        }
        if REDIS_URL
        else {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": "carta",
            "OPTIONS": {"MAX_ENTRIES": 5000},
        }
    )
}

# Public pages are kept whole (docs/adr/0016): megabytes of each process, numbered places in Redis.
CARTA_PAGE_CACHE = env.bool("CARTA_PAGE_CACHE", default=True)
CARTA_PAGE_CACHE_MB = env.int("CARTA_PAGE_CACHE_MB", default=24)
CARTA_PAGE_CACHE_PLACES = env.int("CARTA_PAGE_CACHE_PLACES", default=8192) if REDIS_URL else 0
# Bodies of published pages, made once for the editions they show: megabytes of each process.
CARTA_BODIES_MB = env.int("CARTA_BODIES_MB", default=4)

# The tables of the database queue exist everywhere; production chooses the queue itself.
TASKS = {"default": {"BACKEND": "cms.background.BesideRequestsBackend"}}

# --- People and sessions ----------------------------------------------------------------------
AUTH_USER_MODEL = "cms.User"
AUTHENTICATION_BACKENDS = [
    "cms.demo_password.DemoPasswordGuard",
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "entities.backends.RoleBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "cms.demo_password.DemoPasswordValidator"},
]
CSRF_FAILURE_VIEW = "cms.errors.csrf_failure"
LOGIN_URL = "wagtailadmin_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"

CARTA_SESSION_IDLE_SECONDS = env.int("CARTA_SESSION_IDLE_SECONDS", default=30 * 60)
CARTA_SESSION_ABSOLUTE_SECONDS = env.int("CARTA_SESSION_ABSOLUTE_SECONDS", default=12 * 60 * 60)
SESSION_COOKIE_NAME = "carta_sesion"
SESSION_COOKIE_AGE = CARTA_SESSION_ABSOLUTE_SECONDS
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = FORCE_SCRIPT_NAME or "/"
CSRF_COOKIE_NAME = "carta_csrf"
CARTA_KNOWN_COOKIE_NAME = "carta_conocido"

# Whether those who decide must have a second factor (cms.second_factor): production says yes.
CARTA_SECOND_FACTOR = env.str("CARTA_SECOND_FACTOR", default="optional")
# What seals its keys in the database; without one, SECRET_KEY. The first seals, all open.
CARTA_SECOND_FACTOR_KEYS = env.list("CARTA_SECOND_FACTOR_KEYS", default=[])

CARTA_INVITATION_DAYS = env.int("CARTA_INVITATION_DAYS", default=7)

# Five failures lock the pair account + address for a quarter of an hour (T63); what is counted
# by address and by account alone is in ``cms.entrance.rules``.
CARTA_PROXY_COUNT = env.int("CARTA_PROXY_COUNT", default=0)
AXES_CLIENT_IP_CALLABLE = "cms.client_address.client_address"
AXES_FAILURE_LIMIT = 5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_WHITELIST_CALLABLE = "cms.entrance.known.spared_by_axes"
# Who tries on during the lock does not make it longer: nobody keeps a colleague out for ever.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "cms.errors.locked_out"
AXES_ALLOWED_CORS_ORIGINS = ""
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# --- What a browser may do --------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Nothing from other hosts, nothing inline. The editors' side is loosened by the middleware.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a territorial annex is one form of many rows
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750

# --- Language, time, numbers ------------------------------------------------------------------
LANGUAGE_CODE = "es"
LANGUAGES = [("es", "Español")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
LOCALE_PATHS = [BASE_DIR / "cms" / "locale"]  # what Wagtail's own catalogue leaves in English
FORMAT_MODULE_PATH = "cms.formats"
TIME_ZONE = "America/Guayaquil"
USE_I18N = True
USE_TZ = True

# --- Files ------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    **storages(env.str("CARTA_STORAGE_URL", default="")),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Papers already set (reports): losing the folder costs only the time to set them again.
CARTA_PAPER_DIR = VAR_DIR / "papel"
# Another layout, such as the Ministry's model; empty is ours.
CARTA_PAPER_LAYOUT = env.str("CARTA_PAPER_LAYOUT", default="")
# Whose pages may frame /…/incrustar/: what it shows is public.
CARTA_EMBED_ANCESTORS = env.list("CARTA_EMBED_ANCESTORS", default=["*"])

# --- Mail -------------------------------------------------------------------------------------
vars().update(env.email_url("EMAIL_URL", default="filemail://"))
EMAIL_FILE_PATH = EMAIL_FILE_PATH or str(VAR_DIR / "correo")  # noqa: F821  (set by email_url)
EMAIL_TIMEOUT = 10
EMAIL_SUBJECT_PREFIX = "[Carta] "
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="carta@localhost")

# --- Wagtail (WAGTAIL-FACTS §8) ---------------------------------------------------------------
WAGTAIL_SITE_NAME = "Carta"
WAGTAILADMIN_USER_LOGIN_FORM = "cms.sign_in.SignInForm"
WAGTAILADMIN_BASE_URL = env.str("CARTA_BASE_URL", default="http://127.0.0.1:8000")
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = False  # DESIGN §3.6 replaces it
WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH = False  # the dossier keeps that face itself
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAIL_AUTOSAVE_INTERVAL = 3000
# Invitations go to addresses: only the platform says which address is whose.
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []
WAGTAILDOCS_DOCUMENT_FORM_BASE = "entities.file_forms.UnlabelledDocumentForm"
WAGTAILIMAGES_IMAGE_FORM_BASE = "entities.file_forms.UnlabelledImageForm"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "ods", "odt", "pdf", "txt", "xlsx", "zip"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_EXTENSIONS = ["avif", "jpeg", "jpg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40 * 1000 * 1000
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []  # the server fetches nothing from other hosts
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_I18N_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [("es", "Español")]
WAGTAIL_USER_TIME_ZONES = ["America/Guayaquil", "Pacific/Galapagos"]
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
WAGTAIL_TIME_FORMAT = "%H:%M"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# --- Logging: one JSON line per event, to standard error (DESIGN §5) --------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "cms.json_log.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("CARTA_LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # The request line already says 4xx; here only what broke, with its trace.
        "django.request": {"level": "ERROR"},
        "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
        # Theirs carry titles of drafts, account names, addresses and arguments of tasks.
        "axes": {"level": "ERROR"},
        "wagtail": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},
    },
}
