"""Dresses a sheet: art, seals and rules, stickers and panels, then all that is printed on it."""

import cv2
import numpy as np

from simulators.drawing.arrays import as_plane, shares
from training.lines.cameras import log_uniform
from training.lines.faces import Cover
from training.scenes.backdrops import backdrop, colour_of, piece, textured, textures
from training.scenes.barcodes import put_barcode
from training.scenes.marks import Kind, Mark, mark_of
from training.scenes.prints import put_code, put_paragraph, put_title, turned
from training.scenes.sheets import Ink, Rng, Sheet, free_place, put, sheet_of, take

ART_SHARE = 0.35
PHOTOGRAPH_SHARE = 0.15
"""Faces that are covered by a picture, as the most colourful packs are."""
STICKER_SHARE = 0.5
LEAST_STICKER_PX, MOST_STICKER_PX = 50.0, 300.0


def dressed_sheet(width: int, height: int, rng: Rng) -> Sheet:
    """A pack's face."""
    if rng.random() < PHOTOGRAPH_SHARE:
        sheet = sheet_of(backdrop(height, width, rng))
    else:
        sheet = sheet_of(textured(colour_of(rng), height, width, rng))
    add_art(sheet, rng)
    if rng.random() < STICKER_SHARE:
        put_sticker(sheet, rng)
    print_all(sheet, rng)
    return sheet


def add_art(sheet: Sheet, rng: Rng) -> None:
    for _ in range(int(rng.integers(0, 4))):
        if rng.random() < ART_SHARE:
            put_picture(sheet, rng)
        else:
            put_shape(sheet, rng)
    for _ in range(int(rng.integers(0, 3))):
        put_rule(sheet, rng)


def print_all(sheet: Sheet, rng: Rng) -> None:
    """The code comes first, so that it always finds room, or last, over the rest."""
    most = 3 if min(sheet.size) > 120 else 1
    codes = int(rng.integers(0, most + 1))
    before = int(rng.integers(codes + 1))
    for _ in range(before):
        put_code(sheet, rng)
    if rng.random() < 0.3:
        put_title(sheet, rng)
    if rng.random() < 0.35:
        put_barcode(sheet, rng)
    for _ in range(int(rng.integers(0, 5))):
        put_paragraph(sheet, rng)
    for _ in range(codes - before):
        put_code(sheet, rng)


def put_sticker(sheet: Sheet, rng: Rng) -> None:
    """A label with content of its own; it may lie turned on the pack."""
    width = round(log_uniform(LEAST_STICKER_PX, MOST_STICKER_PX, rng))
    height = round(width * float(np.exp(rng.uniform(-1.0, 0.4))))
    label = sheet_of(textured(colour_of(rng), height, width, rng))
    if rng.random() < 0.6:
        label.colour += (rng.uniform(200, 250) - label.colour) * np.float32(rng.uniform(0.6, 1))
    if rng.random() < 0.8:
        print_all(label, rng)
    cover = sticker_shape(width, height, rng)
    marks = [mark_of(Kind.STICKER, 0, 0, width, height), *label.marks[1:]]
    turn = rng.normal(0, 0.05) if rng.random() < 0.8 else rng.uniform(-0.6, 0.6)
    lay_sticker(sheet, label, (cover, marks, turn), rng)


def sticker_shape(width: int, height: int, rng: Rng) -> Cover:
    cover = np.full((height, width), 255, np.uint8)
    if rng.random() < 0.5:
        return cover
    reach = round(min(width, height) * rng.uniform(0.05, 0.3))
    cover[:] = 0
    cv2.rectangle(cover, (reach, 0), (width - reach, height), 255, -1)
    cv2.rectangle(cover, (0, reach), (width, height - reach), 255, -1)
    for x in (reach, width - reach):
        for y in (reach, height - reach):
            cv2.circle(cover, (x, y), reach, 255, -1, cv2.LINE_AA)
    return cover


def lay_sticker(sheet: Sheet, label: Sheet, how: tuple[Cover, list[Mark], float], rng: Rng) -> None:
    """`how`: the label's shape, its marks and by how many radians it is turned."""
    shape, marks, turn = how
    cover, marks = turned(shape, marks, turn)
    place = free_place(sheet, cover.shape[1], cover.shape[0], rng)
    if place is None:
        return
    x, y = place
    planes = [turned(plane, [], turn)[0] for plane in as_bytes_planes(label)]
    laid = as_plane(np.stack(planes, axis=2))
    part = sheet.colour[y : y + cover.shape[0], x : x + cover.shape[1]]
    part += (laid - part) * shares(cover)[..., None]
    sheet.marks += [mark.moved(x, y) for mark in marks]
    take(sheet, x, y, cover.shape[1], cover.shape[0])


def as_bytes_planes(sheet: Sheet) -> list[Cover]:
    whole = np.clip(sheet.colour, 0, 255).astype(np.uint8)
    return [np.ascontiguousarray(whole[..., channel]) for channel in range(3)]


def put_picture(sheet: Sheet, rng: Rng) -> None:
    """A photograph of the food, as printed on packs."""
    width, height = (round(side * rng.uniform(0.2, 0.7)) for side in sheet.size)
    x = int(rng.integers(sheet.size[0] - width + 1))
    y = int(rng.integers(sheet.size[1] - height + 1))
    cover = np.zeros((height, width), np.uint8)
    if rng.random() < 0.5:
        middle, axes = (width // 2, height // 2), (width // 2, height // 2)
        cv2.ellipse(cover, middle, axes, 0, 0, 360, 255, -1, cv2.LINE_AA)
    else:
        cover[:] = 255
    part = sheet.colour[y : y + height, x : x + width]
    part += (backdrop(height, width, rng) - part) * shares(cover)[..., None]


def put_shape(sheet: Sheet, rng: Rng) -> None:
    """A band, a panel or a crimped seal."""
    width, height = (max(4, round(side * rng.uniform(0.05, 1))) for side in sheet.size)
    if rng.random() < 0.5:
        width = sheet.size[0]
    x = int(rng.integers(sheet.size[0] - width + 1))
    y = int(rng.integers(sheet.size[1] - height + 1))
    part = sheet.colour[y : y + height, x : x + width]
    if rng.random() < 0.35:
        field = piece(textures()[int(rng.integers(len(textures())))], height, width, rng)
        part += (field * np.float32(log_uniform(4, 40, rng)))[..., None]
    else:
        cover = np.full((height, width), rng.uniform(0.4, 1.0), np.float32)
        put(sheet, cover, Ink(colour_of(rng), 1.0), x, y)


def put_rule(sheet: Sheet, rng: Rng) -> None:
    """Lines, frames of tables, rings and arrows."""
    width, height = sheet.size
    cover = np.zeros((height, width), np.uint8)
    thick = int(rng.integers(1, 5))
    x, right = sorted(int(one) for one in rng.integers(0, width, 2))
    y, bottom = sorted(int(one) for one in rng.integers(0, height, 2))
    kind = int(rng.integers(4))
    if kind == 0:
        cv2.rectangle(cover, (x, y), (right, bottom), 255, thick)
    elif kind == 1:
        for level in np.linspace(y, bottom, int(rng.integers(2, 9))).astype(int).tolist():
            cv2.line(cover, (x, level), (right, level), 255, thick)
    elif kind == 2:
        cv2.circle(cover, (x, y), max(3, (bottom - y) // 3), 255, thick, cv2.LINE_AA)
    else:
        cv2.arrowedLine(cover, (x, y), (right, bottom), 255, thick, cv2.LINE_AA)
    x, y, width, height = cv2.boundingRect(cover)
    inked = shares(cover[y : y + height, x : x + width])
    put(sheet, inked, Ink(colour_of(rng), rng.uniform(0.4, 1)), x, y)
