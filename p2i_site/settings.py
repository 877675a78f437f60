"""The one settings file: everything that differs between machines comes from the environment.

`.env.example` lists every variable. The safe value is the default, and what must
not be guessed (SECRET_KEY, RECORD_SIGNING_KEY, DATABASE_URL, EMAIL_URL) has none.
"""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.contrib.messages import constants as message_levels
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.retry import Retry

from common.countries import EUROPE

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env")

SECRET_KEY = env("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# What second steps are encrypted with in the database, the newest first; by default the secret.
ENCRYPTION_KEYS = env.list("ENCRYPTION_KEYS", default=[])
RECORD_SIGNING_KEY = env("RECORD_SIGNING_KEY")  # apps.py of voting refuses what is no key
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)  # never with https: what everybody knows opens it
VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()

SITE_URL = env("SITE_URL", default="http://localhost:8000").rstrip("/")
ON_HTTPS = SITE_URL.startswith("https://")
if DEMO and ON_HTTPS:
    raise ImproperlyConfigured("DEMO opens every account with a known password: not with https.")
SITE_HOST = urlsplit(SITE_URL).hostname
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[SITE_HOST])
CSRF_TRUSTED_ORIGINS = [SITE_URL]

NETWORK_NAME = "Procure2Innovate Network"
NETWORK_SHORT_NAME = "P2I Network"
# Whom to tell of a hole in the site: see SECURITY.md.
SECURITY_EMAIL = env("SECURITY_EMAIL", default="") or env(
    "CONTACT_EMAIL", default="info@procure2innovate.eu"
)
CONTACT_EMAIL = env("CONTACT_EMAIL", default="info@procure2innovate.eu")

INSTALLED_APPS = [
    "p2i_site.apps.SiteConfig",
    "common",
    "uploads",
    "traces",
    "proposals",
    "members",
    "voting",
    "knowledge_exchange",
    "declarations",
    "exchange",
    "reports",
    "api",
    "outbox",
    "p2i_site.apps.SecretariatAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "p2i_site.apps.UsedStaticFilesConfig",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_countries",
    "django_include_bootstrap",
    "django_structlog",
    "heroicons",
]

MIDDLEWARE = [
    "traces.middleware.numbered_requests",
    "knowledge_exchange.discovery.view_counting.counted_papers",
    "p2i_site.page_cache.cached_pages",
    # Before whatever may refuse: an error page carries their headers as well.
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "p2i_site.middleware.known_methods",
    "p2i_site.middleware.programs_by_https",
    "p2i_site.middleware.bounded_body",
    "p2i_site.middleware.late_answers_end_no_session",
    "p2i_site.middleware.nothing_left_behind",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "p2i_site.middleware.badge_counted_anew",
    "p2i_site.middleware.viewer_time_zone",
    "p2i_site.middleware.nothing_kept_of_people",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "p2i_site.middleware.ended_when_idle",
    "p2i_site.middleware.second_step_set_up",
    "p2i_site.middleware.no_nul_in_addresses",
    "p2i_site.middleware.stored_files",
    "p2i_site.typed_again.TypedAgain",
]

ROOT_URLCONF = "p2i_site.urls"
WSGI_APPLICATION = "p2i_site.wsgi.application"

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
                "p2i_site.context_processors.network",
            ],
            "builtins": [
                "heroicons.templatetags.heroicons",
                "common.templatetags.stamped_forms",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False
MESSAGE_TAGS = {message_levels.ERROR: "danger", message_levels.DEBUG: "secondary"}

# --- Data -------------------------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL")}
if "sqlite3" in DATABASES["default"]["ENGINE"]:
    # Writers queue for the lock when they begin, instead of failing when they write.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "common.steady_cache.SteadyCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {
                "socket_connect_timeout": 1,
                "socket_timeout": 1,
                # Once more for a connection that has gone stale; redis would try for half a minute.
                "retry": Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,)),
            },
        }
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": VAR_DIR / "cache",
        }
    }
# Where attempts are counted while Redis is silent: members.models.Attempt is the table.
CACHES["attempts"] = {
    "BACKEND": "django.core.cache.backends.db.DatabaseCache",
    "LOCATION": "members_attempt",
    "KEY_FUNCTION": "common.steady_cache.hidden_key",
    "OPTIONS": {"MAX_ENTRIES": 100_000},  # more than visitors who guess make in an hour
}
# How long public pages are kept at most; they end earlier with the data they show. 0 keeps none.
PUBLIC_CACHE_SECONDS = 60 if REDIS_URL else 0
BADGE_SECONDS = 60  # for so long the number of a person's tasks is kept; see common/waiting.py
# Written often, and on no public page (a test reads them all). All others count as public, so that
# a table nobody thought of here costs a little speed and shows nothing old.
TABLES_ON_NO_PUBLIC_PAGE = (
    r"django_(session|admin_log|migrations)|common_sentform|account_\w+|mfa_\w+|usersessions_\w+|socialaccount_\w+|outbox_\w+|auth_\w+"
    r"|traces_\w+"
    r"|knowledge_exchange_(announcement|countedbatch|dailyuse|subscription(_themes)?)"
    r"|members_(application|applicationevent|attempt|collaborator|evidence|savedsection|statement)"
)
# Written with every ballot of an open vote, and shown once it is closed: that writes the motion.
TABLES_SHOWN_LATER = r"voting_(ballot|recordentry)"

MEDIA_ROOT = VAR_DIR / "private"  # never served by address: a view checks who asks
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "uploads.room.LargeUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
EVIDENCE_MAX_BYTES = 20 * 2**20
EVIDENCE_MAX_FILES = 40
EVIDENCE_MAX_TOTAL_BYTES = 200 * 2**20  # of one application
IMPORT_MAX_BYTES = 5 * 2**20  # of a table of the register
EVIDENCE_CHECKS_PER_HOUR = 60  # of one application, of which an application holds up to 40
# Programs that look into files: so many at once on this machine; who waits longer is told so.
INSPECTIONS_AT_ONCE = env.int("INSPECTIONS_AT_ONCE", default=2)
INSPECTION_WAIT_SECONDS = 10
REQUEST_MAX_BYTES = EVIDENCE_MAX_BYTES + 2 * 2**20  # one file and the fields around it
# A virus scanner that speaks ClamAV's protocol: tcp://host:port or unix:///path; empty for none.
CLAMD_URL = env("CLAMD_URL", default="")
CLAMD_SECONDS = 30  # a scanner slower than this counts as silent, and the file is refused

STATIC_URL = "/static/"
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_MIMETYPES = {".svg": "image/svg+xml; charset=utf-8"}
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "p2i_site.finders.FontFinder",
]
STORAGES = {
    "default": {"BACKEND": "uploads.room.PrivateStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Filters of the directory that other apps bring: paths, see members/register/directory_filter.py.
DIRECTORY_FILTERS = ["exchange.offering.OfferedService"]

# --- People -----------------------------------------------------------------------------

AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {
        # Ten thousand of twelve characters and more: Django's list has few that long.
        "NAME": "django.contrib.auth.password_validation.CommonPasswordValidator",
        "OPTIONS": {"password_list_path": BASE_DIR / "members/register/common_passwords.txt.gz"},
    },
    {"NAME": "members.register.passwords.OwnWordsValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "members.register.sign_in_adapter.AccountAdapter"
MFA_ADAPTER = "members.register.second_step_adapter.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": "30/m/ip"}  # as many as sign-ins with a password
MFA_FORMS = {
    "add_webauthn": "members.register.passkey_forms.AddPasskeyForm",
    "edit_webauthn": "members.register.passkey_forms.RenamePasskeyForm",
}
# Sign-in by the state: an OpenID Connect provider, named by all four or by none. OIDC_SERVER_URL is
# its issuer, OIDC_NAME what people call it; the pages at which one signs in have its button.
OIDC_SERVER_URL = env("OIDC_SERVER_URL", default="").rstrip("/")
OIDC_CLIENT_ID = env("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env("OIDC_CLIENT_SECRET", default="")
OIDC_NAME = env("OIDC_NAME", default="")
_oidc = (OIDC_SERVER_URL, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME)
if any(_oidc) and not all(_oidc):
    raise ImproperlyConfigured("OIDC_SERVER_URL, _CLIENT_ID, _CLIENT_SECRET and _NAME: all or none")
OIDC_ORIGIN = "{0.scheme}://{0.netloc}".format(urlsplit(OIDC_SERVER_URL))
if ON_HTTPS and OIDC_SERVER_URL and not OIDC_SERVER_URL.startswith("https://"):
    raise ImproperlyConfigured("OIDC_SERVER_URL begins with https:// where SITE_URL does")
# What of `acr` or `amr` in the provider's answer counts as a second step; nothing, if empty.
OIDC_SECOND_FACTOR_ACR = env.list("OIDC_SECOND_FACTOR_ACR", default=[])
SOCIALACCOUNT_ADAPTER = "members.register.provider_adapter.ProviderAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # an address alone opens nothing
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_STORE_TOKENS = False
ACCOUNT_FORMS = {
    "login": "members.register.sign_in_forms.LoginForm",
    "reset_password": "members.register.sign_in_forms.ResetPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts come by invitation to a known address
ACCOUNT_CHANGE_EMAIL = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = {
    # Whoever guesses is stopped, not the person whose login it is: one visitor's address runs
    # dry long before a login does. A login that many visitors guessed at opens by a new password.
    "login_failed": "10/5m/ip,30/h/ip,300/h/key",
    # Letters that anybody can ask for by typing an address (common/asking.py): of one visitor, be
    # it a whole ministry behind one address, and for one address. An IPv6 visitor is a /64.
    "link_asked": "12/h/ip,6/h/key",
    "colleague_invited": "30/h/ip,6/h/key",  # by somebody who has confirmed their own address
}
# How many proxies of ours add to X-Forwarded-For; more than there are lets visitors pick theirs.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "members.register.password_links.PasswordLinks"  # noqa: S105 - a class
PASSWORD_RESET_TIMEOUT = int(timedelta(days=14).total_seconds())  # an invitation's; others: 3 days
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())

# --- Open data and API ------------------------------------------------------------------

API_REQUESTS_PER_MINUTE = 300  # of one visitor's address, or of one token
NINJA_NUM_PROXIES = ALLAUTH_TRUSTED_PROXY_COUNT
# Under which licence the Network gives what is public; empty while it has not decided.
OPEN_DATA_LICENCE = env("OPEN_DATA_LICENCE", default="")

# --- Mail and background work -----------------------------------------------------------

_mail = env.email_url("EMAIL_URL")
if _mail["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend":
    _mail["EMAIL_BACKEND"] = "outbox.smtp.EmailBackend"
vars().update(_mail)
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default=f"{NETWORK_SHORT_NAME} <{CONTACT_EMAIL}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 20
# Whether addresses may have letters beyond ASCII before the @: every server on the way must take
# SMTPUTF8 (RFC 6531), so they are refused unless somebody has seen that the own one does.
MAIL_SERVER_TAKES_SMTPUTF8 = env.bool("MAIL_SERVER_TAKES_SMTPUTF8", default=False)
# Where letters come back to that cannot be delivered: an address whose name may be followed by "+"
# and a number, and the mailbox in which they are then found. Either works without the other.
RETURN_ADDRESS = env("RETURN_ADDRESS", default="")
BOUNCE_MAILBOX_URL = env("BOUNCE_MAILBOX_URL", default="")

TICK_SECONDS = env.float("TICK_SECONDS", default=60)
# Longer than one letter can take (see EMAIL_TIMEOUT); after it a dead worker's mail is taken up.
MAIL_LEASE = timedelta(seconds=env.float("MAIL_LEASE_SECONDS", default=300))
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, int | float | str] = {
        "visibility_timeout": 3600,
        # A click that cannot reach the broker gives up within a second.
        "max_retries": 0,
        "socket_timeout": 1,
        "socket_connect_timeout": 1,
    }
else:
    BROKER_DIR = VAR_DIR / "broker"
    for folder in ("queue", "control"):
        (BROKER_DIR / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "files://localhost/"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "control_folder": str(BROKER_DIR / "control"),
        "polling_interval": 0.2,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_PUBLISH_RETRY = False  # a click never waits for the broker: the next tick does the work
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # worker and beat outlive a broker's outage
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = (
    {
        name: {"task": task, "schedule": TICK_SECONDS, "options": {"expires": TICK_SECONDS + 60}}
        for name, task in {
            "call off the motions whose applicant withdrew": "voting.tasks.withdraw_moot_motions",
            "let the rolls follow the register": "voting.tasks.follow_the_register",
            "put into effect what two people agreed": "proposals.tasks.put_released_into_effect",
            "let centres leave on their day": "members.tasks.leave_on_the_day",
            "end what went with roles": "members.tasks.end_what_went_with_roles",
            "close the motions that are due": "voting.tasks.close_due_motions",
            "follow up the open motions": "voting.tasks.follow_up_open_motions",
            "follow up the results": "voting.tasks.follow_up_results",
            "deliver the mail that is due": "outbox.tasks.deliver_due",
            "render the papers that wait": "knowledge_exchange.tasks.render_waiting_papers",
            "clear the papers that silence adopts": "knowledge_exchange.tasks.clear_papers",
            "add up how often papers were read": "knowledge_exchange.tasks.fold_use",
            "tell subscribers of new papers": "knowledge_exchange.tasks.announce_papers",
        }.items()
    }
    | {
        name: {"task": task, "schedule": 3600, "options": {"expires": 3600}}
        for name, task in {
            "warn of mandates and evidence that end": "members.tasks.warn_of_expiry",
            "ask members to reconfirm": "members.tasks.ask_to_reconfirm",
            "write to each person what waits for them": "members.tasks.write_what_waits",
            "remind the ministries that have not signed": "declarations.tasks.remind_ministries",
            "follow up invitations and actions": "knowledge_exchange.tasks.follow_up_meetings",
        }.items()
    }
    | {
        "read which letters came back": {  # where a mailbox for them is configured
            "task": "outbox.tasks.read_returned_letters",
            "schedule": 300,
            "options": {"expires": 300},
        }
    }
    | {
        "purge personal data whose time is over": {
            "task": "common.tasks.purge",
            # UTC; a night that is missed heals the next one
            "schedule": crontab(hour=2, minute=17),
        }
    }
)

# --- Language and time ------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["p2i_site.formats"]
USE_I18N = True
USE_TZ = True
COUNTRIES_ONLY = [  # Kosovo has no entry in ISO 3166-1
    ("XK", _("Kosovo")) if code == "XK" else code for code in EUROPE
]
TIME_ZONE = env("TIME_ZONE", default="Europe/Brussels")

# --- Safety -----------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        # A form that signs in at the provider is led on to it.
        "form-action": [SELF, *([OIDC_ORIGIN] if OIDC_SERVER_URL else [])],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = ON_HTTPS
# With this beginning a browser takes a cookie from this very host alone, and over https only.
COOKIE_PREFIX = "__Host-" if ON_HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
CSRF_COOKIE_HTTPONLY = True  # scripts read the token in the form
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}django_language"
MESSAGE_STORAGE = "p2i_site.notices.NoticeStorage"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ON_HTTPS else None
# Programs are told instead (`p2i_site.middleware.programs_by_https`): a redirect would hide from
# them that they send a token in clear.
SECURE_REDIRECT_EXEMPT = [r"^api/v1/", r"^votes/calendar/[^/]+\.ics$"]
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if ON_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = ON_HTTPS and env.bool("HSTS_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = ON_HTTPS and env.bool("HSTS_PRELOAD", default=False)
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # preload binds a whole domain: its owner decides
CSRF_FAILURE_VIEW = "p2i_site.views.csrf_failure"

# Lines for people, or one JSON object a line for a machine; both without people's addresses.
LOG_FORMAT = env("LOG_FORMAT", default="text")
DJANGO_STRUCTLOG_CELERY_ENABLED = True  # a task carries the number of the request that asked for it
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "common.log_lines.LineFormatter", "form": LOG_FORMAT}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        **{
            name: {"level": "WARNING"}
            for name in ("pikepdf", "weasyprint.progress", "fontTools", "fido2")
        },
        # Each request and each step of a task: for who counts them, too much for who reads.
        **{
            name: {"level": "INFO" if LOG_FORMAT == "json" else "CRITICAL"}
            for name in ("traces.middleware", "django_structlog")
        },
    },
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
}
