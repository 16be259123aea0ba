"""What the pages of a carta say (R59, R97-R98, R174-R175)."""

import pytest

pytestmark = pytest.mark.django_db

BASE = "/registro-civil/"


def text(response):
    return response.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        BASE,
        BASE + "cedula/",
        BASE + "cedula/cedula-en-35-minutos/",
        BASE + "cedula/anexo/",
        BASE + "historial/",
        "/metodo/",
        "/verificar/",
    ],
)
def test_every_public_page_opens_and_says_it_is_a_demo(client, world, path):
    response = client.get(path)
    assert response.status_code == 200
    assert "Datos de demostración" in text(response)
    assert '<html lang="es-EC">' in text(response)
