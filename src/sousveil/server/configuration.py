"""Django's settings, made from ours: nothing is read from the environment here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csp.constants import NONE, SELF

from sousveil.server.accounts.sessions import IDLE_SECONDS
from sousveil.server.assets import assets_folder
from sousveil.server.catalogues import LANGUAGES
from sousveil.server.database_settings import describe_database
from sousveil.server.failures import THROTTLE_SECONDS

if TYPE_CHECKING:
    from sousveil.server.options import OpenIdProvider, ServerOptions
    from sousveil.server.site import Site

_YEAR_SECONDS = 365 * 24 * 3600
_WEEK_SECONDS = 7 * 24 * 3600
_SIGN_IN_FAILURES = 10

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "django_htmx",
    "sousveil.server.accounts",
    "sousveil.server.intake",
]
_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "sousveil.server.middleware.AnswerHead",
    "sousveil.server.api.cross_origin.AllowReading",
    "sousveil.server.middleware.LimitBody",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "sousveil.server.middleware.NameAccount",
    "sousveil.server.accounts.sessions.RenewSession",
    "sousveil.server.middleware.CheckPermission",
    "sousveil.server.failures.AnswerErrors",
    "axes.middleware.AxesMiddleware",
]
_VALIDATORS = "django.contrib.auth.password_validation."


def make_django_settings(site: Site, secret_key: str) -> dict[str, Any]:
    """Return every setting of Django's that is not its default."""
    return {
        **_application(site),
        **_accounts(),
        **_throttling(),
        **_security(site.options, secret_key),
        **_provider(site.options.provider),
    }


def _application(site: Site) -> dict[str, Any]:
    return {
        "SOUSVEIL_SITE": site,
        "DEBUG": False,
        "INSTALLED_APPS": INSTALLED_APPS,
        "MIDDLEWARE": _MIDDLEWARE,
        "ROOT_URLCONF": "sousveil.server.urls",
        "DATABASES": {"default": describe_database(site.settings.database_url)},
        "DATABASE_ROUTERS": ["sousveil.server.routing.OwnTables"],
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [assets_folder().templates],
                "APP_DIRS": False,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.template.context_processors.csrf",
                        "sousveil.server.shell.describe_shell",
                    ],
                    "builtins": [
                        "django.templatetags.i18n",
                        "django.templatetags.static",
                        "django_htmx.templatetags.django_htmx",
                    ],
                },
            }
        ],
        "FORM_RENDERER": "sousveil.server.form_rendering.ChoicesInOneGo",
        "STATIC_URL": "/static/",
        "STATIC_ROOT": assets_folder().static_root,
        "STATICFILES_DIRS": [assets_folder().static_sources],
        "STORAGES": {
            "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
        },
        "LANGUAGE_CODE": "en",
        "LANGUAGES": LANGUAGES,
        "LOCALE_PATHS": [assets_folder().catalogues],
        "USE_TZ": True,
        "TIME_ZONE": "UTC",
        "LOGGING": _logging(),
    }


def _accounts() -> dict[str, Any]:
    return {
        "AUTH_USER_MODEL": "account.Account",
        "AUTHENTICATION_BACKENDS": [
            "axes.backends.AxesStandaloneBackend",
            "django.contrib.auth.backends.ModelBackend",
        ],
        "PASSWORD_HASHERS": [
            "django.contrib.auth.hashers.Argon2PasswordHasher",
            "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        ],
        "AUTH_PASSWORD_VALIDATORS": [
            {
                "NAME": f"{_VALIDATORS}UserAttributeSimilarityValidator",
                "OPTIONS": {"user_attributes": ("name", "pseudonym")},
            },
            {"NAME": f"{_VALIDATORS}MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
            {"NAME": f"{_VALIDATORS}CommonPasswordValidator"},
            {"NAME": f"{_VALIDATORS}NumericPasswordValidator"},
        ],
        "PASSWORD_RESET_TIMEOUT": _WEEK_SECONDS,
        "LOGIN_URL": "sign-in",
        "LOGIN_REDIRECT_URL": "home",
        "LOGIN_REDIRECT_URL_FAILURE": "/sign-in/?provider=refused",
        "LOGOUT_REDIRECT_URL": "home",
        "SESSION_ENGINE": "sousveil.server.accounts.sessions",
        "SESSION_COOKIE_AGE": IDLE_SECONDS,
    }


def _throttling() -> dict[str, Any]:
    return {
        "AXES_FAILURE_LIMIT": _SIGN_IN_FAILURES,
        "AXES_LOCKOUT_PARAMETERS": ["username", "ip_address"],
        "AXES_COOLOFF_TIME": THROTTLE_SECONDS / 3600,
        "AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT": False,
        "AXES_USERNAME_FORM_FIELD": "username",
        "AXES_USERNAME_CALLABLE": "sousveil.server.accounts.throttling.name_tried",
        "AXES_CLIENT_IP_CALLABLE": "sousveil.server.accounts.throttling.client_address",
        "AXES_LOCKOUT_CALLABLE": "sousveil.server.failures.too_many_attempts",
        "AXES_DISABLE_ACCESS_LOG": True,
        "AXES_ENABLE_ADMIN": False,
        "AXES_VERBOSE": False,
    }


def _security(options: ServerOptions, secret_key: str) -> dict[str, Any]:
    is_https = options.is_https
    return {
        "SECRET_KEY": secret_key,
        "ALLOWED_HOSTS": list(options.allowed_hosts),
        # A browser keeps a cookie so named from every other host and from plain http.
        "SESSION_COOKIE_NAME": "__Host-session" if is_https else "session",
        "CSRF_COOKIE_NAME": "__Host-csrf" if is_https else "csrf",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": is_https,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SECURE": is_https,
        "CSRF_FAILURE_VIEW": "sousveil.server.failures.csrf_failure",
        "LANGUAGE_COOKIE_SECURE": is_https,
        "LANGUAGE_COOKIE_SAMESITE": "Lax",
        "LANGUAGE_COOKIE_HTTPONLY": True,
        "LANGUAGE_COOKIE_AGE": _YEAR_SECONDS,
        "SECURE_HSTS_SECONDS": _YEAR_SECONDS if is_https else 0,
        "SECURE_SSL_REDIRECT": is_https,
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "X_FRAME_OPTIONS": "DENY",
        "DATA_UPLOAD_MAX_MEMORY_SIZE": options.form_limit,
        "FILE_UPLOAD_MAX_MEMORY_SIZE": options.form_limit,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 500,
        "DATA_UPLOAD_MAX_NUMBER_FILES": 10,
        "CONTENT_SECURITY_POLICY": {
            "DIRECTIVES": {
                "default-src": [NONE],
                "script-src": [SELF],
                "style-src": [SELF],
                "img-src": [SELF],
                "connect-src": [SELF],
                "form-action": [SELF],
                "base-uri": [NONE],
                "frame-ancestors": [NONE],
            }
        },
    }


def _provider(provider: OpenIdProvider | None) -> dict[str, Any]:
    if provider is None:
        return {}
    return {
        "AUTHENTICATION_BACKENDS": [
            *_accounts()["AUTHENTICATION_BACKENDS"],
            "sousveil.server.accounts.provider.ProviderBackend",
        ],
        "OIDC_OP_AUTHORIZATION_ENDPOINT": provider.authorization_url,
        "OIDC_OP_TOKEN_ENDPOINT": provider.token_url,
        "OIDC_OP_USER_ENDPOINT": provider.user_url,
        "OIDC_OP_JWKS_ENDPOINT": provider.keys_url,
        "OIDC_RP_CLIENT_ID": provider.client_id,
        "OIDC_RP_CLIENT_SECRET": provider.client_secret,
        "OIDC_RP_SIGN_ALGO": "RS256",
        "OIDC_RP_SCOPES": "openid profile",
        "OIDC_USE_PKCE": True,
        "OIDC_TIMEOUT": 10,
    }


def _logging() -> dict[str, Any]:
    """Failures go to standard error; that a page was not found is nobody's failure."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "loggers": {
            "django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
            "django.security": {"level": "CRITICAL"},
            "sousveil": {"handlers": ["stderr"], "level": "INFO"},
            # It tells of every request that waits for a thread, in a line each.
            "waitress.queue": {"level": "ERROR"},
        },
    }
