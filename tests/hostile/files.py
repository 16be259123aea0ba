"""Files that hostile people upload: name, kind that the browser claims, content."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from functools import cache

from PIL import Image

from tests.hostile.values import MARK

SCRIPT = f"<script>{MARK}()</script>".encode()
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="' + MARK.encode() + b'()">' + SCRIPT


@cache
def picture(kind: str = "PNG", side: int = 4) -> bytes:
    """A true small picture."""
    buffer = io.BytesIO()
    Image.new("RGB", (side, side), "red").save(buffer, kind)
    return buffer.getvalue()


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def bomb(side: int) -> bytes:
    """A picture that is small on the way and immense when opened."""
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\x00" * min(side * (side // 8 + 1), 2_000_000), 9)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", rows)
        + _chunk(b"IEND", b"")
    )


@cache
def archive(*names: str, size: int = 10) -> bytes:
    """A zip with these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name in names:
            made.writestr(name, b"0" * size)
    return buffer.getvalue()


def _broken_directory() -> bytes:
    whole = bytearray(archive("a", "b"))
    whole[-10:-6] = b"\xff\xff\xff\xff"
    return bytes(whole)


def every_file() -> list[tuple[str, str, bytes]]:
    """Name, content type and content of each."""
    png, jpeg, pdf = picture(), picture("JPEG"), b"%PDF-1.7\n%%EOF\n"
    contents = [
        ("foto.png", "image/png", png + SCRIPT),
        ("foto.png", "image/png", SCRIPT),
        ("foto.png", "text/html", png[: len(png) // 2]),
        ("foto.png", "image/png", b""),
        ("foto.png", "image/png", bomb(300)),
        ("foto.png", "image/png", bomb(20_000)),
        ("foto.png", "image/png", bomb(2**31 - 1)),
        ("foto.png", "image/png", bomb(0)),
        ("foto.svg", "image/svg+xml", SVG),
        ("foto.png", "image/svg+xml", SVG),
        ("foto.png", "image/png", b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "a">]>' + SVG),
        ("foto.jpg", "image/jpeg", png),
        ("foto.jpg", "image/jpeg", jpeg[:30] + b"\xff\xe1\xff\xff" + SCRIPT),
        ("foto.webp", "image/webp", b"RIFF\xff\xff\xff\xffWEBPVP8X"),
        ("foto.avif", "image/avif", b"\x00\x00\x00\x20ftypavif" + b"\x00" * 64),
        ("foto.gif", "image/gif", picture("GIF")),
        ("acta.pdf", "application/pdf", SCRIPT),
        ("acta.pdf", "text/html", pdf + SCRIPT),
        ("acta.html", "text/html", SCRIPT),
        ("acta.docx", "application/zip", archive("../../fuera", "/etc/passwd", "C:\\x")),
        ("acta.docx", "application/zip", archive("a", size=30_000_000)),
        ("acta.xlsx", "application/zip", _broken_directory()),
        ("acta.zip", "application/zip", b"PK\x05\x06" + b"\xff" * 18),
        ("acta.txt", "text/plain", SCRIPT + b"\x00\xff"),
        ("acta.csv", "text/csv", b"=cmd|' /C calc'!A0,@SUM(1),\t=1\n"),
        ("acta.php", "application/pdf", pdf),
        ("acta.pdf.exe", "application/pdf", pdf),
        ("acta", "application/pdf", pdf),
        (".pdf", "application/pdf", pdf),
    ]
    names = [
        "../../../etc/passwd.pdf",
        "..\\..\\fuera.pdf",
        "/etc/passwd.pdf",
        "C:\\fuera.pdf",
        "nulo\x00.pdf",
        "al\u202efdp.exe.pdf",
        "n" * 300 + ".pdf",
        "ñ" * 300 + ".pdf",
        "uno\r\nX-Hostil: dos.pdf",
        f'"><img src=x onerror={MARK}()>.pdf',
        f"{{{{191|add:1146}}}}{MARK}.pdf",
        "\u200b.pdf",
        "CON.pdf",
        " .pdf",
        ";rm -rf.pdf",
        "a.pdf/",
        "%2e%2e%2ffuera.pdf",
    ]
    return [
        *contents,
        *((name, "application/pdf", pdf) for name in names),
        *((name.replace(".pdf", ".png"), "image/png", png) for name in names),
    ]
