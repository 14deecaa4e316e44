"""A small drawing of lines and texts, written as SVG or PNG. Enough for a chart, no more.

A plotting library would be the largest thing on the station; the two pictures that it has to draw
are made of these two shapes.
"""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

from PIL import Image, ImageDraw, ImageFont

from edge_agent.core.errors import InvalidInput
from edge_agent.whole_files import write_whole

Point = tuple[float, float]
FONT_PX = 13
PNG_SCALE = 2
"""Pixels of the PNG for each of the SVG."""
ANCHORS = {"start": "lm", "middle": "mm", "end": "rm"}
"""SVG's words to Pillow's; all texts stand on the middle of their height."""


@dataclass(frozen=True, slots=True)
class Line:
    points: tuple[Point, ...]
    """In pixels from the top left."""
    colour: str
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Text:
    at: Point
    said: str
    anchor: str = "start"
    colour: str = "#222222"


@dataclass(frozen=True, slots=True)
class Drawing:
    width: int
    height: int
    lines: tuple[Line, ...]
    texts: tuple[Text, ...]


def as_svg(drawing: Drawing) -> str:
    size = f'width="{drawing.width}" height="{drawing.height}"'
    shapes = [svg_line(line) for line in drawing.lines] + [svg_text(text) for text in drawing.texts]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" '
            f'font-size="{FONT_PX}">',
            '<rect width="100%" height="100%" fill="#ffffff"/>',
            *shapes,
            "</svg>\n",
        ]
    )


def svg_line(line: Line) -> str:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in line.points)
    stroke = f'stroke="{line.colour}" stroke-width="{line.width:g}"'
    return f'<polyline fill="none" {stroke} points="{points}"/>'


def svg_text(text: Text) -> str:
    x, y = text.at
    place = f'x="{x:.1f}" y="{y:.1f}" dominant-baseline="central"'
    return (
        f'<text {place} text-anchor="{text.anchor}" fill="{text.colour}">{escape(text.said)}</text>'
    )


def as_png(drawing: Drawing) -> bytes:
    picture = Image.new("RGB", (drawing.width * PNG_SCALE, drawing.height * PNG_SCALE), "#ffffff")
    pen = ImageDraw.Draw(picture)
    font = ImageFont.load_default(FONT_PX * PNG_SCALE)
    for line in drawing.lines:
        width = round(line.width * PNG_SCALE)
        pen.line([scaled(point) for point in line.points], line.colour, width, joint="curve")
    for text in drawing.texts:
        place = scaled(text.at)
        pen.text(place, text.said, text.colour, font, anchor=ANCHORS[text.anchor])
    written = BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def scaled(point: Point) -> Point:
    return point[0] * PNG_SCALE, point[1] * PNG_SCALE


def refuse_suffix(file: Path) -> None:
    """Before anything is computed: InvalidInput for a file that is neither SVG nor PNG."""
    if file.suffix not in {".svg", ".png"}:
        raise InvalidInput(f"{file}: a chart is written as .svg or .png")


def write_drawing(drawing: Drawing, file: Path) -> None:
    refuse_suffix(file)
    is_svg = file.suffix == ".svg"
    write_whole(file, as_svg(drawing).encode() if is_svg else as_png(drawing))
