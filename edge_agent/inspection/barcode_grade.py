"""How well a linear barcode is printed, by ISO/IEC 15416 as far as a picture goes.

Ten scan lines run across the bars and their quiet zones. Each gives a profile of reflectances and,
of its parameters, the worst grade; the mean of the scans is the symbol's grade.

This is an estimate and no verification: a verifier has its own light at 45 degrees, a measuring
aperture, and reflectances traced to a standard. A camera's grey levels are taken as they are, its
optics serve as the aperture, and what lies outside the picture counts as quiet. The estimate is
good for one thing: to see a code get worse before scanners refuse it.
"""

from dataclasses import dataclass
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from edge_agent.core.quality import BEST_GRADE, Quality
from edge_agent.inspection.bar_symbols import SYMBOLOGIES, Symbology
from edge_agent.inspection.quads import Quad, cut_out, grown, height_px, length_px
from hardware.interfaces import Pixels

SCANS = 10
INNER_SHARE = 0.8
"""Of the height of the bars, in which the scan lines lie."""
ROWS_PER_SCAN = 2
REACH_SHARE = 0.2
"""Of the symbol's length: how far a scan reaches beyond it on either side."""
SAMPLES_PER_PX = 1.5
MOST_SAMPLES = 1200
SLACK_SHARE = 0.03
"""Of the symbol's length: how far from the decoder's corners its outermost edges are sought."""
LEAST_MODULE_PX = 1.6
"""Below it the picture shows too little of the narrow bars to be graded."""
WHITE = 255.0
MOST_REFLECTANCE_RATIO = 0.5
LEAST_EDGE_CONTRAST = 0.15

CONTRAST_LIMITS = (0.2, 0.4, 0.55, 0.7)
MODULATION_LIMITS = (0.4, 0.5, 0.6, 0.7)
DEFECTS_LIMITS = (0.3, 0.25, 0.2, 0.15)
DECODABILITY_LIMITS = (0.25, 0.37, 0.5, 0.62)
"""What is worth the grades 1, 2, 3 and 4 (D, C, B and A); worse than the first fails."""

PARAMETERS = (
    "decode",
    "symbol_contrast",
    "minimum_reflectance",
    "minimum_edge_contrast",
    "modulation",
    "defects",
    "decodability",
    "quiet_zone",
)

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Scans:
    """Scan lines across equally many bars, one a row; places and widths are in samples."""

    profiles: Values
    """Scans x samples: reflectances in [0, 1]."""
    edges: Values
    """Scans x edges: where the profile crosses the global threshold, quiet zones left out; even in
    number."""
    quiet: Values
    """Scans x 2: how far it is from the outermost edges to the next ones, or to the scan's end."""


def barcode_grade(pixels: Pixels, quad: Quad, code_format: str) -> Quality | None:
    """`quad`: the decoder's corners, text running from the first to the second.

    None for other than linear codes of known build, and for bars too narrow to be graded.
    """
    symbology = SYMBOLOGIES.get(code_format)
    if symbology is None:
        return None
    groups = scans_in(profiles(pixels, quad))
    modules = [symbology.modules_of(one.edges.shape[1] - 1) for one in groups for _ in one.edges]
    if not modules or length_px(quad) < LEAST_MODULE_PX * median(modules):
        return None
    seen = np.vstack([scan_grades(one, symbology) for one in groups])
    grades = np.zeros((SCANS, len(PARAMETERS)))
    grades[: len(seen)] = seen
    means = {
        name: round(float(mean), 2)
        for name, mean in zip(PARAMETERS, grades.mean(axis=0), strict=True)
    }
    return Quality(round(float(grades.min(axis=1).mean()), 2), means)


def profiles(pixels: Pixels, quad: Quad) -> Values:
    """Scans x samples, from REACH_SHARE before the symbol to as much behind it."""
    length, height = length_px(quad), height_px(quad)
    wide = grown(quad, REACH_SHARE * length, (INNER_SHARE - 1) / 2 * height)
    seen = cut_out(pixels, wide, SCANS * ROWS_PER_SCAN, sample_count(quad))
    grey = seen if seen.ndim == 2 else cv2.cvtColor(seen, cv2.COLOR_BGR2GRAY)
    groups = np.asarray(grey, np.float64).reshape(SCANS, ROWS_PER_SCAN, -1)
    return np.asarray(groups.mean(axis=1) / WHITE, np.float64)


def sample_count(quad: Quad) -> int:
    wanted = round(length_px(quad) * (1 + 2 * REACH_SHARE) * SAMPLES_PER_PX)
    return max(2, min(wanted, MOST_SAMPLES))


def scans_in(profiles: Values) -> list[Scans]:
    """By the number of their edges; scans in which no symbol is seen are left out."""
    count, samples = profiles.shape
    rows, crossings, darkens = crossings_of(profiles)
    margin = reach(samples)
    is_ahead, is_behind = crossings < margin, crossings > samples - margin
    ahead, behind = (np.bincount(rows[which], minlength=count) for which in (is_ahead, is_behind))
    every = np.bincount(rows, minlength=count)
    first, edges = np.cumsum(every) - every + ahead, every - ahead - behind
    is_seen = (edges >= 2) & (edges % 2 == 0)
    is_seen[is_seen] &= darkens[first[is_seen]]
    ends = np.append(crossings, 0.0)
    left = np.where(ahead > 0, ends[first - 1], 0.0)
    right = np.where(behind > 0, ends[first + edges], samples - 1.0)
    found = []
    for number in np.unique(edges[is_seen]):
        one = np.flatnonzero(is_seen & (edges == number))
        own = crossings[first[one, np.newaxis] + np.arange(number)]
        quiet = np.stack([own[:, 0] - left[one], right[one] - own[:, -1]], axis=1)
        found.append(Scans(profiles[one], own, quiet))
    return found


def crossings_of(profiles: Values) -> tuple[NDArray[np.intp], Values, NDArray[np.bool_]]:
    """Of all scans, one after the other: in which scan, at which sample, and whether from bright
    to dark it crosses the threshold halfway between its extremes."""
    threshold = (profiles.max(axis=1) + profiles.min(axis=1)) / 2
    above = profiles > threshold[:, np.newaxis]
    rows, before = np.nonzero(above[:, 1:] != above[:, :-1])
    here, then = profiles[rows, before], profiles[rows, before + 1]
    return rows, before + (threshold[rows] - here) / (then - here), above[rows, before]


def scan_grades(scans: Scans, symbology: Symbology) -> Values:
    """Scans x PARAMETERS."""
    darkest, brightest = scans.profiles.min(axis=1), scans.profiles.max(axis=1)
    contrast = np.maximum(brightest - darkest, 1e-6)
    edge_contrast, unevenness = elements_of(scans)
    decodable = decodability(scans.edges, symbology)
    grades = (
        passed(decodable >= 0),
        graded(contrast, CONTRAST_LIMITS),
        passed(darkest <= MOST_REFLECTANCE_RATIO * brightest),
        passed(edge_contrast >= LEAST_EDGE_CONTRAST),
        graded(edge_contrast / contrast, MODULATION_LIMITS),
        graded(unevenness / contrast, DEFECTS_LIMITS),
        graded(decodable, DECODABILITY_LIMITS),
        passed(is_quiet(scans, symbology)),
    )
    return np.stack(grades, axis=1)


def graded(values: Values, limits: tuple[float, ...]) -> Values:
    """1 to 4, straight between the limits, which may rise or fall; 0 beyond the first."""
    sign = 1 if limits[0] < limits[-1] else -1
    rising = sign * np.array(limits)
    grades = np.interp(sign * values, rising, np.arange(1.0, len(limits) + 1))
    return np.where(sign * values < rising[0], 0.0, grades)


def passed(holds: NDArray[np.bool_]) -> Values:
    return np.where(holds, BEST_GRADE, 0.0)


def elements_of(scans: Scans) -> tuple[Values, Values]:
    """Least contrast of an edge, and the greatest unevenness inside a bar or a space, per scan."""
    bounds = bounds_of(scans)
    peaks = by_element(np.maximum, scans.profiles, bounds)
    valleys = by_element(np.minimum, scans.profiles, bounds)
    is_bar = np.arange(peaks.shape[1]) % 2 == 1
    edge_contrast = np.abs(np.diff(np.where(is_bar, valleys, peaks))).min(axis=1)
    highest, lowest = inner_extremes(scans.profiles)
    uneven = np.where(
        is_bar,
        by_element(np.maximum, highest, bounds) - valleys,
        peaks - by_element(np.minimum, lowest, bounds),
    )
    return edge_contrast, np.maximum(uneven[:, 1:-1].max(axis=1), 0.0)


def bounds_of(scans: Scans) -> NDArray[np.intp]:
    """Scans x (elements + 1): the sample at which each element begins, the quiet zones among them,
    and where the last one ends; counted through all scans."""
    samples = scans.profiles.shape[1]
    starts = np.ceil(scans.edges)
    begin = np.maximum(np.trunc(starts[:, :1] - scans.quiet[:, :1]), 0)
    end = np.minimum(np.trunc(starts[:, -1:] + scans.quiet[:, 1:]) + 1, samples)
    rows = samples * np.arange(len(starts))[:, np.newaxis]
    return np.asarray(rows + np.hstack([begin, starts, end]), np.intp)


def by_element(extreme: np.ufunc, samples: Values, bounds: NDArray[np.intp]) -> Values:
    """Scans x elements: the extreme of each one's samples."""
    found = extreme.reduceat(np.append(samples, 0.0), bounds.ravel())
    return np.asarray(found.reshape(bounds.shape)[:, :-1], np.float64)


def inner_extremes(profiles: Values) -> tuple[Values, Values]:
    """Where a profile has a peak, it and else -inf; where it has a valley, it and else inf. The
    flanks of an element are neither."""
    middle, before, after = profiles[:, 1:-1], profiles[:, :-2], profiles[:, 2:]
    peaks, valleys = np.full(profiles.shape, -np.inf), np.full(profiles.shape, np.inf)
    is_peak = (middle > before) & (middle >= after)
    is_valley = (middle < before) & (middle <= after)
    peaks[:, 1:-1] = np.where(is_peak, middle, -np.inf)
    valleys[:, 1:-1] = np.where(is_valley, middle, np.inf)
    return peaks, valleys


def decodability(edges: Values, symbology: Symbology) -> Values:
    """How far the worst distance between like edges is from being taken for another; 1 is ideal.

    Below 0 where the elements are not those of a whole symbol.
    """
    widths = np.diff(edges)
    starts = symbology.character_starts(widths.shape[1])
    if starts is None:
        return np.full(len(edges), -1.0)
    characters = widths[:, starts[:, np.newaxis] + np.arange(symbology.elements)]
    like = characters[..., :-1] + characters[..., 1:]
    modules = like * symbology.modules / characters.sum(axis=2, keepdims=True)
    return np.asarray(1 - 2 * np.abs(modules - np.round(modules)).max(axis=(1, 2)), np.float64)


def is_quiet(scans: Scans, symbology: Symbology) -> NDArray[np.bool_]:
    """Nothing stands in the modules that must be empty before and behind."""
    modules = symbology.modules_of(scans.edges.shape[1] - 1)
    module = (scans.edges[:, -1:] - scans.edges[:, :1]) / modules
    wanted = np.array(symbology.quiet) * module
    least = np.minimum(wanted, reach(scans.profiles.shape[1]))
    return np.asarray((scans.quiet >= least).all(axis=1), np.bool_)


def reach(samples: int) -> float:
    """What a scan sees of a quiet zone at most, in samples; more than that nobody can say."""
    return samples / (1 + 2 * REACH_SHARE) * (REACH_SHARE - SLACK_SHARE)
