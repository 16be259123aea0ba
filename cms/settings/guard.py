"""What a production configuration must not be. Pure, so that each refusal has its test."""

from collections.abc import Sequence

SECRET_MIN_LENGTH = 50
SECRET_MIN_DIFFERENT = 10


def production_problems(
    *,
    secret_key: str,
    debug: bool,
    allowed_hosts: Sequence[str],
    demo: bool,
    base_url: str,
) -> list[str]:
    """Return, in plain Spanish, every reason for which the server must not start."""
    problems = []
    if not secret_key:
        problems.append("Falta SECRET_KEY: ponga en el entorno una llave secreta propia.")
    elif len(secret_key) < SECRET_MIN_LENGTH or len(set(secret_key)) < SECRET_MIN_DIFFERENT:
        problems.append(
            f"SECRET_KEY es demasiado corta o repetida: se piden al menos {SECRET_MIN_LENGTH} "
            f"caracteres y {SECRET_MIN_DIFFERENT} distintos."
        )
    elif _looks_like_a_default(secret_key):
        problems.append("SECRET_KEY es una llave de ejemplo: genere una propia.")
    if debug:
        problems.append("DEBUG está activo: en producción muestra datos internos. Quítelo.")
    if not [host for host in allowed_hosts if host.strip()]:
        problems.append("Falta ALLOWED_HOSTS: escriba los nombres del sitio, separados por comas.")
    elif any("*" in host for host in allowed_hosts):
        problems.append("ALLOWED_HOSTS no puede contener «*»: escriba los nombres exactos.")
    if demo:
        problems.append(
            "CARTA_DEMO está activo: las cuentas de demostración tienen una contraseña conocida."
        )
    if not base_url.startswith("https://"):
        problems.append("Falta CARTA_BASE_URL con la dirección pública, que empieza con https://.")
    return problems


def _looks_like_a_default(secret_key: str) -> bool:
    lowered = secret_key.lower()
    return any(word in lowered for word in ("insecure", "changeme", "cambie", "example", "ejemplo"))
