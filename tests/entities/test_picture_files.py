"""A picture is stored as it looks and as nothing else (T55)."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, ImageCms
from PIL.ExifTags import GPS, IFD, Base
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form

from entities.picture_files import redrawn
from entities.vocabulary import Role
from tests.factories.entities import person_with, provision_entity

TAIL = b"<script>carta()</script>"
CAMERA, PLACE = "Camara de Ana", 78.5
KINDS = [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp"), ("AVIF", "avif")]


def taken(kind, mode="RGB", size=(40, 20), orientation=1, **options):
    """A photograph with all that a telephone writes into it."""
    picture = Image.new(mode, size, "red" if mode != "L" else 90)
    exif = Image.Exif()
    exif[Base.Model], exif[Base.Orientation] = CAMERA, orientation
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLongitude] = (PLACE, 0.0, 0.0)
    content = io.BytesIO()
    picture.save(content, kind, exif=exif, **options)
    return content.getvalue()


def upload(content, name="foto.jpg"):
    return SimpleUploadedFile(name, content, "image/jpeg")


def stored(content, name="foto.jpg"):
    """What is kept of an upload, and that again as a picture."""
    found = redrawn(upload(content, name))
    found.seek(0)
    kept = found.read()
    assert found.size == len(kept)
    assert found.name == name
    return kept, Image.open(io.BytesIO(kept))


@pytest.mark.parametrize(("kind", "extension"), KINDS)
def test_place_device_and_tail_are_gone(kind, extension):
    content = taken(kind)
    assert Image.open(io.BytesIO(content)).getexif()[Base.Model] == CAMERA
    kept, picture = stored(content + TAIL, f"foto.{extension}")
    assert picture.format == kind
    assert picture.size == (40, 20)
    assert not picture.getexif()
    assert not picture.info.keys() & {"exif", "xmp", "icc_profile", "comment"}
    assert TAIL not in kept
    assert CAMERA.encode() not in kept


def test_comments_and_texts_are_gone():
    jpeg = io.BytesIO()
    Image.new("RGB", (4, 4)).save(jpeg, "JPEG", comment=TAIL)
    assert TAIL in jpeg.getvalue()
    assert TAIL not in stored(jpeg.getvalue())[0]


def test_a_picture_on_its_side_is_stored_upright():
    _kept, picture = stored(taken("JPEG", orientation=6))
    assert picture.size == (20, 40)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_keeps_its_pixels(mode):
    content = io.BytesIO()
    Image.new("RGBA" if mode in {"P", "LA"} else mode, (3, 3)).convert(mode).save(content, "PNG")
    _kept, picture = stored(content.getvalue(), "foto.png")
    before = Image.open(io.BytesIO(content.getvalue()))
    assert picture.convert("RGBA").tobytes() == before.convert("RGBA").tobytes()


def test_what_was_transparent_still_is():
    content = io.BytesIO()
    palette = Image.new("P", (2, 2), 0)
    palette.putpalette([255, 0, 0, 0, 0, 255])
    palette.save(content, "PNG", transparency=0)
    _kept, picture = stored(content.getvalue(), "foto.png")
    assert picture.convert("RGBA").getpixel((0, 0))[3] == 0


@pytest.mark.parametrize(
    "profile", [ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(), b"nada"]
)
def test_a_colour_profile_is_used_or_left_out(profile):
    _kept, picture = stored(taken("JPEG", icc_profile=profile))
    assert "icc_profile" not in picture.info
    red, green, blue = picture.getpixel((9, 9))
    assert red > 250
    assert max(green, blue) < 5


def test_a_grey_or_printed_photograph_is_stored():
    for mode in ("L", "CMYK"):
        assert stored(taken("JPEG", mode=mode))[1].mode == mode


@pytest.mark.django_db
def test_half_a_picture_is_refused_by_its_form():
    form = get_image_form(get_image_model())(
        {"title": "Foto"}, {"file": upload(taken("JPEG", size=(400, 400))[:900])}
    )
    form.is_valid()
    assert form.errors["file"]


@pytest.mark.django_db
@pytest.mark.parametrize("screen", ["wagtailimages:add", "wagtailimages:add_multiple"])
def test_what_an_editor_uploads_is_stored_drawn_again(client, screen):
    entity = provision_entity()
    client.force_login(person_with(Role.COM, entity))
    data = {
        "title": "Foto",
        "collection": entity.image_collection_id,
        "file" if screen.endswith("add") else "files[]": upload(taken("JPEG") + TAIL),
    }
    headers = {} if screen.endswith("add") else {"x-requested-with": "XMLHttpRequest"}
    client.post(reverse(screen), data, headers=headers)
    image = get_image_model().objects.get()
    with image.file.open() as file:
        kept = file.read()
    assert TAIL not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()
    assert image.file_size == len(kept)
