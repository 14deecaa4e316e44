"""centre.toml: what it says, what it refuses, and where its secrets are."""

from pathlib import Path

import pytest

from deploy.fleet.founding import FIRST_SETTINGS
from deploy.fleet.settings import load_centre
from edge_agent.core.errors import NotFound, SettingsError

NAMED = '[centre]\nname = "plant-1"\n'


def settings_file(folder: Path, text: str) -> Path:
    file = folder / "centre.toml"
    file.write_text(text)
    return file


def test_what_a_new_centre_gets_is_read_and_served_to_this_machine_alone(tmp_path: Path) -> None:
    settings = load_centre(settings_file(tmp_path, FIRST_SETTINGS.format(name="plant-1")))
    assert settings.web.host == "127.0.0.1"
    assert settings.centre.database_url == f"sqlite:///{tmp_path}/data/centre.db"
    assert settings.broker is not None


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    text = NAMED + '[web]\ncert_file = "a.pem"\nkey_file = "a.key"\n[letter_folder]\npath = "in"\n'
    settings = load_centre(settings_file(tmp_path, text))
    assert settings.web.cert_file == tmp_path / "a.pem"
    assert settings.letter_folder is not None
    assert settings.letter_folder.path == tmp_path / "in"
    assert settings.web.address == "https://127.0.0.1:8090"


def test_the_password_of_the_database_lies_in_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("a/b@c:d\n")
    text = NAMED + 'database = "postgresql://centre@db/fleet"\ndatabase_password_file = "secret"\n'
    settings = load_centre(settings_file(tmp_path, text))
    # no secret: made up
    assert settings.centre.database_url == "postgresql://centre:a%2Fb%40c%3Ad@db/fleet"
    (tmp_path / "secret").unlink()
    with pytest.raises(NotFound, match="secret"):
        _ = settings.centre.database_url


def test_what_stands_there_as_a_comment_can_be_in_force(tmp_path: Path) -> None:
    lines = FIRST_SETTINGS.format(name="plant-1").splitlines()[1:]
    said = [line.removeprefix("# ") for line in lines]
    settings = load_centre(settings_file(tmp_path, "\n".join(said)))
    assert settings.alerts.mail is not None
    assert settings.web.shown_address == "https://centre.example"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[centre]\nname = "a/b"\n', "line 2: 'centre.name'"),
        (NAMED + "[web]\nprot = 1\n", "line 4: unknown key 'web.prot'; did you mean 'port'"),
        # no secret: made up
        (NAMED + 'database = "postgresql://a:b@db/c"\n', "put the password into a file"),
        (NAMED + 'database = "mysql://db/c"\n', "line 3: 'centre.database'"),
        (NAMED + 'database_password_file = "x"\n', "needs a database URL that names a user"),
        (NAMED + '[web]\ncert_file = "a"\n', "cert_file and key_file belong together"),
        (NAMED + '[web]\npublic_address = "https://a/b"\n', "line 4: 'web.public_address'"),
        (
            NAMED + '[alerts.mail]\nhost = "m"\nsender = "a@b"\nto = ["c@d"]\nusername = "u"\n',
            "username and password_file belong together",
        ),
        (
            NAMED + '[alerts.mail]\nhost = "m"\nsender = "a@b"\nto = ["c@d"]\nsecurity = "none"\n'
            'username = "u"\npassword_file = "p"\n',
            "a password goes over TLS alone",
        ),
        (
            NAMED + '[[alerts.webhooks]]\nname = "mail"\nurl = "https://a"\nsecret_file = "s"\n',
            "each webhook needs a name of its own",
        ),
        (NAMED + '[alerts]\nseverity_from = "big"\n', "line 4: 'alerts.severity_from'"),
        (NAMED + '[metrics]\nopen_to = "all"\n', "line 4: 'metrics.open_to'"),
    ],
)
def test_what_cannot_be_in_force_is_refused_with_its_place(
    tmp_path: Path, text: str, told: str
) -> None:
    with pytest.raises(SettingsError, match=told):
        load_centre(settings_file(tmp_path, text))
