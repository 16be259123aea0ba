"""`make run` on one machine: demo on, plain http, everything below ``var/``.

Not a development mode: DEBUG stays off, so what is seen here is what production shows.
"""

from cms.settings.base import *  # noqa: F403  (the settings are the module)
from cms.settings.base import VAR_DIR, env
from cms.settings.local_key import read_or_create_key

CARTA_DEMO = env.bool("CARTA_DEMO", default=True)
CARTA_CLOCK_MAY_BE_SET = CARTA_DEMO

for folder in ("media", "correo", "static"):
    (VAR_DIR / folder).mkdir(parents=True, exist_ok=True)

SECRET_KEY = env.str("SECRET_KEY", default="") or read_or_create_key(VAR_DIR / "llave-secreta")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *env.list("ALLOWED_HOSTS", default=[])]
WAGTAILADMIN_BASE_URL = env.str(
    "CARTA_BASE_URL", default=f"http://127.0.0.1:{env.str('PORT', default='8000')}"
)
