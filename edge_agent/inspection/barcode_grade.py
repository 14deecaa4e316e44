"""How well a linear barcode is printed, by ISO/IEC 15416 as far as a picture goes.

Ten scan lines run across the bars and their quiet zones. Each gives a profile of reflectances and,
of its parameters, the worst grade; the mean of the scans is the symbol's grade.

This is an estimate and no verification: a verifier has its own light at 45 degrees, a measuring
aperture, and reflectances traced to a standard. A camera's grey levels are taken as they are, its
optics serve as the aperture, and what lies outside the picture counts as quiet. The estimate is
good for one thing: to see a code get worse before scanners refuse it.
"""

from dataclasses import dataclass

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

Profile = NDArray[np.float64]
"""Reflectances along one scan line, in [0, 1]."""
Grades = dict[str, float]


@dataclass(frozen=True, slots=True)
class Scan:
    """A profile with the edges of its symbol; places and widths are in samples."""

    profile: Profile
    edges: NDArray[np.float64]
    """Where the profile crosses the global threshold, quiet zones left out; even in number."""
    quiet: tuple[float, float]
    """How far it is from the outermost edges to the next ones, or to the end of the scan."""


def barcode_grade(pixels: Pixels, quad: Quad, code_format: str) -> Quality | None:
    """`quad`: the decoder's corners, text running from the first to the second.

    None for other than linear codes of known build, and for bars too narrow to be graded.
    """
    symbology = SYMBOLOGIES.get(code_format)
    if symbology is None:
        return None
    scans = [scan_of(profile) for profile in profiles(pixels, quad)]
    widths = [symbology.modules_of(len(one.edges) - 1) for one in scans if one is not None]
    if not widths or length_px(quad) < LEAST_MODULE_PX * float(np.median(widths)):
        return None
    graded = [FAILED if one is None else scan_grades(one, symbology) for one in scans]
    means = {name: round(float(np.mean([one[name] for one in graded])), 2) for name in FAILED}
    return Quality(round(float(np.mean([min(one.values()) for one in graded])), 2), means)


def profiles(pixels: Pixels, quad: Quad) -> Profile:
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


def scan_of(profile: Profile) -> Scan | None:
    """None where no bar is seen."""
    threshold = (profile.max() + profile.min()) / 2
    above = profile > threshold
    before = np.flatnonzero(above[1:] != above[:-1])
    steps = profile[before + 1] - profile[before]
    crossings = before + (threshold - profile[before]) / steps
    length = len(profile) / (1 + 2 * REACH_SHARE)
    first = (REACH_SHARE - SLACK_SHARE) * length
    inside = (crossings >= first) & (crossings <= len(profile) - first)
    places = np.flatnonzero(inside)
    if len(places) < 2 or len(places) % 2 or not above[before[places[0]]]:
        return None
    left = crossings[places[0] - 1] if places[0] else 0.0
    right = crossings[places[-1] + 1] if places[-1] + 1 < len(crossings) else len(profile) - 1
    edges = crossings[places]
    return Scan(profile, edges, (float(edges[0] - left), float(right - edges[-1])))


def scan_grades(scan: Scan, symbology: Symbology) -> Grades:
    darkest, brightest = float(scan.profile.min()), float(scan.profile.max())
    contrast = max(brightest - darkest, 1e-6)
    edge_contrast, unevenness = elements_of(scan)
    decodable = decodability(scan.edges, symbology)
    return {
        "decode": BEST_GRADE if decodable is not None else 0.0,
        "symbol_contrast": graded(contrast, CONTRAST_LIMITS),
        "minimum_reflectance": passed(darkest <= MOST_REFLECTANCE_RATIO * brightest),
        "minimum_edge_contrast": passed(edge_contrast >= LEAST_EDGE_CONTRAST),
        "modulation": graded(edge_contrast / contrast, MODULATION_LIMITS),
        "defects": graded(unevenness / contrast, DEFECTS_LIMITS),
        "decodability": graded(decodable or 0.0, DECODABILITY_LIMITS),
        "quiet_zone": passed(is_quiet(scan, symbology)),
    }


FAILED: Grades = dict.fromkeys(
    (
        "decode",
        "symbol_contrast",
        "minimum_reflectance",
        "minimum_edge_contrast",
        "modulation",
        "defects",
        "decodability",
        "quiet_zone",
    ),
    0.0,
)
"""A scan in which no symbol is seen."""


def graded(value: float, limits: tuple[float, ...]) -> float:
    """1 to 4, straight between the limits, which may rise or fall; 0 beyond the first."""
    grades = np.arange(1.0, len(limits) + 1)
    if limits[0] > limits[-1]:
        if value > limits[0]:
            return 0.0
        return float(np.interp(value, limits[::-1], grades[::-1]))
    return 0.0 if value < limits[0] else float(np.interp(value, limits, grades))


def passed(holds: bool) -> float:
    return BEST_GRADE if holds else 0.0


def elements_of(scan: Scan) -> tuple[float, float]:
    """Least contrast of an edge, and the greatest unevenness inside a bar or a space."""
    starts = np.ceil(scan.edges).astype(np.intp)
    first = max(0, int(starts[0] - scan.quiet[0]))
    last = int(starts[-1] + scan.quiet[1]) + 1
    profile = scan.profile[first:last]
    starts = np.concatenate([[0], starts - first])
    is_bar = np.arange(len(starts)) % 2 == 1
    peaks, valleys = np.maximum.reduceat(profile, starts), np.minimum.reduceat(profile, starts)
    edge_contrast = np.abs(np.diff(np.where(is_bar, valleys, peaks))).min()
    inner_peaks, inner_valleys = inner_extremes(profile, starts)
    uneven = np.where(is_bar, inner_peaks - valleys, peaks - inner_valleys)
    return float(edge_contrast), float(max(uneven[1:-1].max(), 0.0))


def inner_extremes(profile: Profile, starts: NDArray[np.intp]) -> tuple[Profile, Profile]:
    """Of each element, its highest peak and lowest valley that are not its flanks."""
    middle, before, after = profile[1:-1], profile[:-2], profile[2:]
    peaks, valleys = np.full(len(profile), -np.inf), np.full(len(profile), np.inf)
    is_peak, is_valley = (
        (middle > before) & (middle >= after),
        (middle < before) & (middle <= after),
    )
    peaks[1:-1][is_peak], valleys[1:-1][is_valley] = middle[is_peak], middle[is_valley]
    return np.maximum.reduceat(peaks, starts), np.minimum.reduceat(valleys, starts)


def decodability(edges: NDArray[np.float64], symbology: Symbology) -> float | None:
    """How far the worst distance between like edges is from being taken for another; 1 is ideal.

    None where the elements are not those of a whole symbol.
    """
    widths = np.diff(edges)
    starts = symbology.character_starts(len(widths))
    if starts is None:
        return None
    characters = widths[starts[:, np.newaxis] + np.arange(symbology.elements)]
    like = characters[:, :-1] + characters[:, 1:]
    modules = like * symbology.modules / characters.sum(axis=1, keepdims=True)
    return float(1 - 2 * np.abs(modules - np.round(modules)).max())


def is_quiet(scan: Scan, symbology: Symbology) -> bool:
    """Nothing stands in the modules that must be empty before and behind."""
    modules = symbology.modules_of(len(scan.edges) - 1)
    module = float(scan.edges[-1] - scan.edges[0]) / modules
    return all(
        free >= wanted * module or free >= reach(scan)
        for free, wanted in zip(scan.quiet, symbology.quiet, strict=True)
    )


def reach(scan: Scan) -> float:
    """What a scan sees of a quiet zone at most, in samples; more than that nobody can say."""
    return len(scan.profile) / (1 + 2 * REACH_SHARE) * (REACH_SHARE - SLACK_SHARE)
