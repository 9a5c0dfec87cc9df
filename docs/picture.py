"""Take the picture of the public report that README shows: `python docs/picture.py out/demo`."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PICTURE = Path(__file__).parent / "images" / "report.png"
SIZE = {"width": 1280, "height": 900}


def main(results: Path) -> None:
    """Show the page in Chromium as it looked when it was made, and keep what is seen first."""
    made_at = json.loads((results / "outlook-public.json").read_text(encoding="utf-8"))["start"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        view = browser.new_page(viewport={"width": SIZE["width"], "height": SIZE["height"]})
        view.clock.set_fixed_time(made_at)
        view.goto((results / "report-public.html").resolve().as_uri())
        view.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
