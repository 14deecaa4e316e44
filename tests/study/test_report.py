"""The page to print: it says what the numbers say, needs nothing else, and escapes names."""

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from edge_agent.core.errors import InvalidInput
from edge_agent.core.study.bands import Measure
from edge_agent.core.study.result import Share, StudyResult
from edge_agent.study.documents import study_document
from edge_agent.study.report import report_page, write_report
from edge_agent.study.report_charts import interval_strips, zones
from edge_agent.study.tables import study_tables
from tests.core.study.results import FULL, GOOD_MODEL, PERSON


def page_of(result: StudyResult) -> str:
    return report_page(study_document(result))


def test_the_page_says_shares_intervals_and_both_bands() -> None:
    page = page_of(FULL)
    assert "1.3%<small>1 of 75</small><small>0.0% to 7.2%</small>" in page
    assert "not acceptable</span>" in page
    assert 'The model is <b class="acceptable">acceptable</b>.' in page
    assert f"recipe {'a' * 64}" in page


def test_the_page_needs_nothing_else() -> None:
    for word in ("http://", "https://", "<script", "<link", "src="):
        assert word not in page_of(FULL).replace("http://www.w3.org/2000/svg", "")


def test_a_model_that_is_not_acceptable_is_said_to_be_so() -> None:
    worse = replace(GOOD_MODEL, miss=Share(9, 75))
    page = page_of(replace(FULL, appraisers=(worse,), pairs=(), taught=()))
    assert 'The model is <b class="not_acceptable">not acceptable</b>.' in page
    assert "Who learns faster?" not in page


def test_without_a_model_the_page_says_so() -> None:
    page = page_of(replace(FULL, appraisers=(PERSON,), recipe_hash=None, bundle_sha256=None))
    assert "The model took no part" in page


def test_what_a_person_is_called_is_text_and_nothing_else() -> None:
    page = page_of(replace(FULL, appraisers=(replace(PERSON, name="<b>&</b>"),), pairs=()))
    assert "<b>&</b>" not in page
    assert "&lt;b&gt;&amp;&lt;/b&gt;" in page


def test_charts_are_well_formed_and_show_every_appraiser() -> None:
    strips = interval_strips(study_document(FULL)["appraisers"])
    texts = [one.text for one in ElementTree.fromstring(strips) if one.tag.endswith("text")]
    assert texts.count("anna") == texts.count("model") == 3


def test_zones_run_from_bad_to_good_where_more_is_better() -> None:
    good, _, bad = (colour for *_, colour in zones(Measure.MISS, 0.0, 0.3))
    assert [end for _, end, _ in zones(Measure.MISS, 0.0, 0.3)] == [0.02, 0.05, 0.3]
    assert [colour for *_, colour in zones(Measure.EFFECTIVENESS, 0.5, 1.0)][::2] == [bad, good]


def test_a_report_is_written_as_html_and_only_of_something(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    write_report(study_document(FULL), file)
    assert file.read_text(encoding="utf-8").startswith("<!doctype html>")
    with pytest.raises(InvalidInput, match=r"written as \.html"):
        write_report(study_document(FULL), tmp_path / "report.pdf")
    with pytest.raises(InvalidInput, match="nobody has judged"):
        write_report({"study": "here", "progress": {}}, file)


def test_in_the_terminal_an_unfinished_study_says_how_far_it_is() -> None:
    (told,) = study_tables({"study": "here", "progress": {"anna": {"judged": 9, "of": 40}}})
    assert told == "Judged: anna 9 of 40"
