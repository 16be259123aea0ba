"""What is put into paths, queries, forms, headers and bodies: bytes, because they are not text."""

from __future__ import annotations

import json

#: Whoever reads it back unescaped would have executed it.
MARK = "hostil9"
OUTSIDE = "malo.example"

SCRIPTS = (
    f"<script>{MARK}()</script>",
    f'"><img src=x onerror={MARK}()>',
    f"'><svg/onload={MARK}()>",
    f"</textarea></title></script><script>{MARK}()</script>",
    f"javascript:{MARK}()",
    f" \tjava\nscript:{MARK}()//http://",
    f"data:text/html,<script>{MARK}()</script>",
    f"';{MARK}();//",
    f'";{MARK}();//',
    f"`;{MARK}();//${{{MARK}()}}",
    f"--><iframe srcdoc='<script>{MARK}()</script>'>",
    f"<a href='javascript:{MARK}()'>x</a>",
)
#: A template that is evaluated writes 1337 and the mark.
TEMPLATES = (
    f"{{{{191|add:1146}}}}{MARK}{{{{7*191}}}}",
    f'{{% widthratio 191 1 7 %}}{MARK}{{% include "nada" %}}',
    f"${{191*7}}{MARK}#{{191*7}}",
    "{% load %}{{",
    "%(title)s%s%n{0}{title.__class__}",
)
EVALUATED = f"1337{MARK}"
WAYS_OUT = (
    f"//{OUTSIDE}",
    f"https://{OUTSIDE}/",
    f"\\\\{OUTSIDE}",
    f"/\\{OUTSIDE}",
    f"https:{OUTSIDE}",
    f"http:///{OUTSIDE}",
    f"/%09/{OUTSIDE}",
    f"\t//{OUTSIDE}",
    f"https://testserver@{OUTSIDE}/",
    f"http://[::1/{OUTSIDE}",
    f"https://{OUTSIDE}\\@testserver/",
)
NUMBERS = (
    "0",
    "-1",
    str(2**31),
    str(2**63 - 1),
    str(2**63),
    "1" + "0" * 400,
    "9" * 5000,
    "1e400",
    "NaN",
    "-Infinity",
    "1_000",
    "١٢٣",
    "1,5",
    "0x10",
    " 1 ",
)
DATES = (
    "0000-00-00",
    "0001-01-01",
    "10000-01-01",
    "9999-12-31",
    "2026-02-30",
    "31/02/0000",
    "9999-12-31T23:59:59-12:00",
    "0001-01-01 00:00",
    "2026-W01",
    "25:61",
)
WORDS = (
    "' OR '1'='1",
    "1; DROP TABLE auth_user;--",
    "%' ESCAPE '",
    '"',
    'a" OR NEAR(*',
    "-- /* */",
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    '=HYPERLINK("http://malo.example")',
    "título\u202egpj.exe",
    "\u200b\u2060\ufeff",
    "\u0000",
    "a\u0000b",
    "uno\r\nX-Hostil: dos",
    "\x07\x1b[31m\x7f",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "Z̷͑͒a̸l̵g̶o" * 40,
    "\U0010ffff\ufffe",
    "null",
    "undefined",
    "[]",
    "{}",
    "true",
    "__proto__",
    "a" * 3000,
    ",".join(str(n) for n in range(2000)),
)
#: No text in any encoding that we speak.
RAW = (b"\xff\xfe", b"\xc0\x80", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"caf\xe9")
TEXTS: tuple[bytes, ...] = (
    *(
        value.encode("utf-8", "surrogatepass")
        for group in (SCRIPTS, TEMPLATES, WAYS_OUT, NUMBERS, DATES, WORDS)
        for value in group
    ),
    *RAW,
)
LONG = b"m" * 1_000_000
DEEP = b"[" * 200_000
#: What an address of one part can hold; the rest would be another address.
PATHS: tuple[bytes, ...] = (
    *(value for value in TEXTS if b"/" not in value and len(value) < 6000),
    b"..",
    b".",
    b"_3C",
    b"_",
    b"x_",
    b"%2e%2e",
    b"..%2f..%2f",
    b"%00",
    b"1%00",
)
JSONS: tuple[bytes, ...] = (
    b"",
    b"{",
    b"null",
    b"[]",
    b'"x"',
    b"0",
    b"NaN",
    b"1e400",
    b"1" * 5000,
    b'{"a": Infinity}',
    b'{"\\ud800": "\\ud800"}',
    b'{"a": "\\u0000"}',
    b'{"entity_map": [], "blocks": null}',
    b'{"blocks": [{"text": null, "type": [], "inlineStyleRanges": 1}], "entityMap": {}}',
    (
        b'{"blocks": [{"text": "a", "type": "unstyled", "depth": -9, "entityRanges": '
        b'[{"key": 7, "offset": -1, "length": 99}], "inlineStyleRanges": []}], "entityMap": {}}'
    ),
    DEEP,
    DEEP[:900] + b"]" * 900,
    b'{"a":' * 5000 + b"1" + b"}" * 5000,
    b"\xff\xfe{\x00}",
    json.dumps({"a": SCRIPTS[0]}).encode(),
)
#: Without NUL: no server of HTTP passes it on in a header.
CONTENT_TYPES = (
    "application/json",
    "application/x-www-form-urlencoded; charset=nada",
    "application/x-www-form-urlencoded; charset=utf-16",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=\u00f1",
    "multipart/form-data; boundary=x; charset=utf-7",
    "text/plain",
    "application/xml",
    "a" * 5000,
    "",
)
_PART = b"--x\r\nContent-Disposition: form-data; "
_END = b"\r\n--x--\r\n"
MULTIPART: tuple[bytes, ...] = (
    _PART + b'name="title"\r\n\r\nuno',
    _PART + b'name="title"; filename=""\r\n\r\n' + _END,
    (
        _PART
        + b'name="csrfmiddlewaretoken"; filename=".."\r\n'
        + b"Content-Transfer-Encoding: base64\r\n\r\n%%%"
        + _END
    ),
    _PART + b"name*=utf-8''%ff%00; filename*=utf-9''x\r\n\r\n1" + _END,
    b"--x\r\n" * 3000,
    b"\x00" * 4096,
)
HEADERS: tuple[dict[str, str], ...] = (
    {"host": OUTSIDE},
    {"host": "testserver:99999"},
    {"host": "testserver\x00"},
    {"host": f"testserver@{OUTSIDE}"},
    {"host": ""},
    {"host": "[::1"},
    {"host": "ñandú.example"},
    {"host": "a" * 5000},
    {"x-forwarded-host": OUTSIDE, "x-forwarded-proto": "javascript", "x-forwarded-port": "x"},
    {"x-forwarded-for": "<script>, \x00, 1.1.1.1.1, ::::"},
    {"x-forwarded-for": "1.1.1.1," * 3000},
    {"forwarded": f"host={OUTSIDE};proto=ftp"},
    {"x-original-url": "/admin/", "x-rewrite-url": "/admin/"},
    {"x-http-method-override": "DELETE"},
    {"referer": f"https://{OUTSIDE}/<script>{MARK}()</script>"},
    {"referer": "http://[::1"},
    {"origin": f"https://{OUTSIDE}"},
    {"origin": "null"},
    {"accept-language": "es;q=NaN, ;;;q=1e400, " + "x-" * 3000},
    {"accept-language": "\u202e\u00ff"},
    {"accept": "text/html;q=inf, */\x00;q=-1, application/json;;="},
    {"accept": "application/json"},
    {"accept-encoding": "gzip;q=x, " * 200},
    {"cookie": "carta_sesion=" + "a" * 8000},
    {"cookie": "carta_sesion=\x00\xff; carta_csrf=<script>; messages=\x01"},
    {"cookie": ";;;=;=;" + "a=b;" * 3000},
    {"user-agent": f"<script>{MARK}()</script>\x00" + "u" * 9000},
    {"if-modified-since": "Thu, 99 Foo 10000 99:99:99 GMT"},
    {"if-none-match": '"' * 5000},
    {"range": "bytes=9999999999999999999999-,-1,0-0," + "0-1," * 1000},
    {"content-length": "-1"},
    {"content-length": "x"},
    {"x-requested-with": "XMLHttpRequest", "accept": "*/*"},
    {"x-request-id": f"<script>{MARK}()</script>\r\nX-Hostil: dos"},
    {"authorization": "Basic \xff\xfe=="},
)
METHODS = ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "HOSTIL")
