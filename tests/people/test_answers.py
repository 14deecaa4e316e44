from contextlib import closing
from pathlib import Path

import pytest

from edge_agent.people.answers import Answers
from edge_agent.people.database import PeopleFile
from edge_agent.people.errors import KeyTaken
from tests.people.samples import NOW, later

KEY = "one-key-of-this-program"


def test_an_answer_is_given_again_for_a_day_to_who_got_it(tmp_path: Path) -> None:
    with closing(PeopleFile(tmp_path / "people.db")) as file:
        answers = Answers(file)
        assert answers.given("anna", KEY, b"asked", NOW) is None
        answers.keep("anna", KEY, b"asked", b"answer", NOW)
        assert answers.given("anna", KEY, b"asked", later(hours=23)) == b"answer"
        assert answers.given("olga", KEY, b"asked", NOW) is None
        with pytest.raises(KeyTaken):
            answers.given("anna", KEY, b"asked for more", NOW)
        assert answers.given("anna", KEY, b"asked for more", later(hours=24)) is None


def test_old_answers_are_forgotten_when_a_new_one_is_kept(tmp_path: Path) -> None:
    with closing(PeopleFile(tmp_path / "people.db")) as file:
        answers = Answers(file)
        answers.keep("anna", KEY, b"asked", b"answer", NOW)
        answers.keep("anna", KEY + "-2", b"asked", b"answer", later(hours=24))
        assert file.one("SELECT count(*) FROM answers") == (1,)


def test_a_file_of_an_earlier_version_learns_to_keep_them(tmp_path: Path) -> None:
    with closing(PeopleFile(tmp_path / "people.db")) as file:
        assert file.one("SELECT 1 FROM sqlite_schema WHERE name = 'answers'") is None
        Answers(file)
    with closing(PeopleFile(tmp_path / "people.db")) as file:
        Answers(file).keep("anna", KEY, b"asked", b"answer", NOW)
        assert Answers(file).given("anna", KEY, b"asked", NOW) == b"answer"
