"""Small PDF documents for the demonstration: one page of text that says it is an example."""

from __future__ import annotations

import textwrap

WIDTH = 88
LINES = 52
BANNER = "Datos de demostración: este documento es un ejemplo y no tiene valor legal."


def pdf(title: str, paragraphs: list[str]) -> bytes:
    """A valid one-page PDF with a title and paragraphs.

    Args:
        title: first line.
        paragraphs: the text; what does not fit on the page is cut.
    """
    lines = [title, "", BANNER, ""]
    for paragraph in paragraphs:
        lines += [*textwrap.wrap(paragraph, WIDTH), ""]
    return _document(title, _content(lines[:LINES]))


def _content(lines: list[str]) -> bytes:
    shown = b"\n".join(b"(" + _text(line) + b") Tj T*" for line in lines)
    return b"BT /F1 10 Tf 14 TL 56 786 Td\n" + shown + b"\nET"


def _text(line: str) -> bytes:
    """One line in the encoding of the standard fonts; what they cannot draw becomes «?»."""
    raw = line.encode("cp1252", errors="replace")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _document(title: str, content: bytes) -> bytes:
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (es-EC) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources 7 0 R >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content),
        b"<< /Title (%b) >>" % _text(title),
        b"<< /Font << /F1 4 0 R >> >>",
    ]
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\n" % (len(objects) + 1)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)
