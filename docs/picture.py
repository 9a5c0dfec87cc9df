"""Take the picture of the public report that README shows, and write its caption: `python docs/picture.py out/demo`.

What the page says at its top is kept in the picture as its description. A test compares it with README's caption and
with what README says `make demo` prints, so that a picture that has grown old is found.
"""

from __future__ import annotations

import json
import re
import shutil
import struct
import sys
import textwrap
import zlib
from pathlib import Path

from playwright.sync_api import sync_playwright

PICTURE = Path(__file__).parent / "images" / "report.png"
README = Path(__file__).parents[1] / "README.md"
SIZE = {"width": 1280, "height": 900}
CAPTION = (
    "The public report of the demo: {summary} A table says for each service how many are without it now and in 6, 24 "
    "and 72 hours, and when it is back everywhere."
)
SHOWN = re.compile(r"!\[(?P<caption>[^\]]*)\]\(docs/images/report\.png\)")
WIDTH = 120
SIGNATURE = 8
"""Bytes before the first chunk of a PNG."""


def main(results: Path) -> None:
    """Show the page in Chromium as it looked when it was made, and keep what is seen first."""
    made_at = json.loads((results / "outlook-public.json").read_text(encoding="utf-8"))["start"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        view = browser.new_page(viewport={"width": SIZE["width"], "height": SIZE["height"]})
        view.clock.set_fixed_time(made_at)
        view.goto((results / "report-public.html").resolve().as_uri())
        sentences = [text.replace("\u00a0", " ") for text in view.locator(".summary span").all_inner_texts()]
        caption = CAPTION.format(summary=" ".join(sentences[:2]))
        PICTURE.write_bytes(described(view.screenshot(), caption))
        browser.close()
    shown = "\n".join(textwrap.wrap(f"![{caption}](docs/images/report.png)", WIDTH, break_on_hyphens=False))
    README.write_text(SHOWN.sub(lambda _: shown, README.read_text(encoding="utf-8")), encoding="utf-8")


def described(png: bytes, text: str) -> bytes:
    """A PNG with a description, as its second chunk."""
    end = SIGNATURE + _chunk_length(png, SIGNATURE)
    content = b"tEXt" + b"Description\0" + text.encode("latin-1")
    chunk = struct.pack(">I", len(content) - 4) + content + struct.pack(">I", zlib.crc32(content))
    return png[:end] + chunk + png[end:]


def description_of(png: bytes) -> str:
    """The description of a PNG; nothing where it has none."""
    at = SIGNATURE
    while at < len(png):
        length = _chunk_length(png, at)
        key, _, text = png[at + 8 : at + length - 4].partition(b"\0")
        if png[at + 4 : at + 8] == b"tEXt" and key == b"Description":
            return text.decode("latin-1")
        at += length
    return ""


def _chunk_length(png: bytes, at: int) -> int:
    """Bytes of the chunk that begins there, with its length, name and checksum."""
    return int(struct.unpack(">I", png[at : at + 4])[0]) + 12


if __name__ == "__main__":
    main(Path(sys.argv[1]))
