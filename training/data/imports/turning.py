"""Boxes that a tool has turned become outlines of four points."""

from math import cos, radians, sin

Box = tuple[float, float, float, float]
Point = tuple[float, float]


def turned(box: Box, angle_deg: float, pivot: Point) -> list[Point]:
    """Corners of [x, y, width, height], clockwise from the top left, turned clockwise (px)."""
    x, y, wide, high = box
    along, across = cos(radians(angle_deg)), sin(radians(angle_deg))
    corners = ((x, y), (x + wide, y), (x + wide, y + high), (x, y + high))
    from_pivot = ((right - pivot[0], down - pivot[1]) for right, down in corners)
    return [
        (
            round(pivot[0] + right * along - down * across, 2),
            round(pivot[1] + right * across + down * along, 2),
        )
        for right, down in from_pivot
    ]
