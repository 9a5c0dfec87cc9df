"""The docs cannot go stale: generated pages are current, commands print what the pages show, links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.main import get_command

import relight
from generate import PAGES, RUN, command_paths, help_text, run_page
from picture import CAPTION, PICTURE, SHOWN, description_of
from relight.cli.app import app
from relight.model.region import Settings

PROJECT = Path(__file__).parents[2]
DOCS = PROJECT / "docs"
TEXTS = sorted([*DOCS.rglob("*.md"), *PROJECT.glob("*.md")])
LINK = re.compile(r"\]\((?P<target>[^)#\s]*)(?:#[^)\s]*)?\)")
COMMANDS = list(command_paths(get_command(app)))


def name_of(value: object) -> str | None:
    """A short test id for paths and commands."""
    if isinstance(value, Path):
        return str(value.relative_to(PROJECT))
    return " ".join(value) if isinstance(value, tuple) else None


@pytest.mark.parametrize("name", PAGES)
def test_generated_pages_are_current(name: str) -> None:
    """A page made from the code says what the code says now."""
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), "stale: run `make docs`"


@pytest.mark.parametrize("name", RUN)
def test_pages_show_what_is_printed(name: str, tmp_path: Path) -> None:
    """Every command and every line of Python on a page, run on the files the page shows, prints what the page says."""
    page = (DOCS / name).read_text(encoding="utf-8")
    assert "```console\n" in page or "```pycon\n" in page
    assert run_page(name, tmp_path) == page, "stale: run `make docs`"


def test_the_picture_shows_what_the_demo_prints() -> None:
    """README's caption is what the picture's page said at its top, and the demo says the same today."""
    readme = " ".join((PROJECT / "README.md").read_text(encoding="utf-8").split())
    found = SHOWN.search(readme)
    assert found is not None
    assert found["caption"] == description_of(PICTURE.read_bytes()), "stale: run `make picture`"
    before, _, after = CAPTION.partition("{summary}")
    summary = found["caption"].removeprefix(before).removesuffix(after)
    assert "people" in summary
    assert summary in SHOWN.sub("", readme), "stale: run `make picture`"


def test_every_setting_of_a_region_is_on_the_format_page() -> None:
    """The keys of region.toml, which no table declares, are all explained."""
    page = (DOCS / "format.md").read_text(encoding="utf-8")
    written = {"dynamics": "[dynamics]", "extra_services": "[services]"}
    for name in Settings.__dataclass_fields__:
        assert written.get(name, name) in page


@pytest.mark.parametrize("path", COMMANDS, ids=name_of)
def test_every_command_has_help_and_an_example(path: tuple[str, ...]) -> None:
    """Whoever asks a command for help gets a sentence and, unless it is a group, a line to type."""
    text = help_text(path[1:])
    assert text.startswith("Usage: " + " ".join(path))
    is_group = any(other[: len(path)] == path and other != path for other in COMMANDS)
    assert is_group or "  " + " ".join(path) in text.partition("Examples:")[2]


@pytest.mark.parametrize("path", COMMANDS, ids=name_of)
def test_examples_in_help_use_options_that_exist(path: tuple[str, ...]) -> None:
    """No example shows an option its command does not have."""
    text = help_text(path[1:])
    examples = text.partition("Examples:")[2].partition("\n\n")[0]
    options = text.partition("\nOptions:")[2]
    assert set(re.findall(r"--[a-z-]+", examples)) <= set(re.findall(r"--[a-z-]+", options))


@pytest.mark.parametrize("path", TEXTS, ids=name_of)
def test_links_lead_to_files(path: Path) -> None:
    """Every relative link leads to a file of the repository."""
    for found in LINK.finditer(path.read_text(encoding="utf-8")):
        target = found["target"]
        if target and "://" not in target:
            assert (path.parent / target).exists(), target


@pytest.mark.parametrize("path", TEXTS, ids=name_of)
def test_commands_in_prose_exist(path: Path) -> None:
    """Every `relight word` that the texts tell people to type is a command."""
    known = {words[1] for words in COMMANDS if len(words) > 1}
    text = path.read_text(encoding="utf-8")
    code = "\n".join([*re.findall(r"^```.*?^```$", text, re.MULTILINE | re.DOTALL), *re.findall(r"`[^`\n]+`", text)])
    assert set(re.findall(r"(?:^(?:\$ )?|`)relight ([a-z]+)", code, re.MULTILINE)) <= known


@pytest.mark.parametrize("path", TEXTS, ids=name_of)
def test_options_in_prose_exist(path: Path) -> None:
    """Every option in a `relight` line that the texts tell people to type is one of that command."""
    for line in re.findall(r"^(?:\$ | {4})?(relight [a-z].*)$", path.read_text(encoding="utf-8"), re.MULTILINE):
        words = line.partition("#")[0].split()
        command = max((known for known in COMMANDS if list(known) == words[: len(known)]), key=len)
        options = set(re.findall(r"--[a-z-]+", help_text(command[1:])))
        assert {word for word in words if word.startswith("--")} <= options, line


def test_make_targets_in_the_texts_exist() -> None:
    """Every `make word` that README and CONTRIBUTING show is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for name in ("README.md", "CONTRIBUTING.md"):
        text = (PROJECT / name).read_text(encoding="utf-8")
        assert set(re.findall(r"(?:^(?:\$ )?|`)make ([a-z]+)", text, re.MULTILINE)) <= targets


def test_counts_in_the_texts_are_true() -> None:
    """What the tutorial counts of the demo is what its tables hold; README's number of cases is right to fifty."""
    demo = relight.read_region(relight.demo_region_path())
    size = f"{len(demo.buses)} buses, {len(demo.feeders)} feeders, {len(demo.facilities):,} facilities"
    assert f"a grid of {size}." in (DOCS / "tutorial/first-outlook.md").read_text(encoding="utf-8")
    said = re.search(r"more than (\d+) cases by hand", (PROJECT / "README.md").read_text(encoding="utf-8"))
    assert said is not None
    assert 0 < len(list((PROJECT / "tests/cases").glob("*/case.toml"))) - int(said[1]) < 50
