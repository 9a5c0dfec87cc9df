"""The map of districts as hand-written SVG: fills by class, and a letter on each district."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from relight.publish.outlines import Drawing, Outline

NAME_HEIGHT, LETTER_WIDTH = 12.0, 6.4
"""Size of a name on the map in drawing units, for finding free room."""
LETTER_BOX = 9.0
ROOM_FOR_LETTER = 19.0
"""Free radius [drawing units] a district needs to carry its letter on a small map."""

Box = tuple[float, float, float, float]


def definitions(drawing: Drawing) -> Markup:
    """The outlines, once for all maps of a page, and the hatching of what is not modelled."""
    paths = Markup("").join(
        Markup('<path id="d{}" fill-rule="evenodd" d="{}"/>').format(position, outline.path)
        for position, outline in enumerate(drawing.outlines)
    )
    hatch = Markup(
        '<pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="8" height="8" fill="#f4f4f4"/><rect width="3" height="8" fill="#b9bec6"/></pattern>'
    )
    return Markup('<svg class="definitions" width="0" height="0" aria-hidden="true"><defs>{}{}</defs></svg>').format(
        hatch, paths
    )


def district_map(
    drawing: Drawing,
    letters: Mapping[str, str],
    tips: Mapping[str, str],
    title: str,
    description: str,
    names: Mapping[str, str] | None = None,
) -> Markup:
    """A map of all districts; with `names` a large one that carries them where they do not collide.

    Parameters
    ----------
    letters
        District -> letter of its class.
    tips
        District -> what a pointer resting on it shows.
    title, description
        What a screen reader says instead of the picture.
    names
        District -> name to print on the map; most important first.
    """
    areas = Markup("").join(
        _area(position, outline, letters[outline.district], tips[outline.district], names is not None)
        for position, outline in enumerate(drawing.outlines)
    )
    labels = _names(drawing.outlines, names, letters) if names is not None else Markup("")
    return Markup(
        '<svg class="map{}" viewBox="0 0 {:.0f} {:.0f}" role="img"><title>{}</title><desc>{}</desc>{}{}</svg>'
    ).format(" large" if names is not None else "", drawing.width, drawing.height, title, description, areas, labels)


def _area(position: int, outline: Outline, letter: str, tip: str, large: bool) -> Markup:
    shown = large or outline.room >= ROOM_FOR_LETTER
    text = Markup('<text x="{}" y="{}">{}</text>').format(outline.x, outline.y, letter) if shown else ""
    return Markup('<g class="{}" data-place="{}"><use href="#d{}"/>{}<title>{}</title></g>').format(
        letter, position, position, text, tip
    )


def _names(outlines: Sequence[Outline], names: Mapping[str, str], letters: Mapping[str, str]) -> Markup:
    """Names below (or above) the letters, in the order given, each only where it covers nothing."""
    at = {outline.district: (position, outline) for position, outline in enumerate(outlines)}
    taken: list[Box] = [_around(outline.x, outline.y, LETTER_BOX, LETTER_BOX) for outline in outlines]
    placed = []
    for district, name in names.items():
        position, outline = at[district]
        half = len(name) * LETTER_WIDTH / 2
        for offset in (19.0, -17.0):
            box = _around(outline.x, outline.y + offset, half, NAME_HEIGHT / 2)
            if box[0] > 0 and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                style = letters[district] if outline.shows(_corners(box)) else "over"
                label = Markup('<text class="name {}" data-place="{}" x="{}" y="{:.1f}">{}</text>')
                placed.append(label.format(style, position, outline.x, outline.y + offset, name))
                break
    return Markup("").join(placed)


def _around(x: float, y: float, half_width: float, half_height: float) -> Box:
    return x - half_width, y - half_height, x + half_width, y + half_height


def _corners(box: Box) -> list[tuple[float, float]]:
    west, top, east, bottom = box
    middle = (west + east) / 2
    return [(x, y) for x in (west, middle, east) for y in (top, bottom)]


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
