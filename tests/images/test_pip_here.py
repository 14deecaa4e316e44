"""The index of this computer's pip is lent to builds, with what it is read from."""

from pathlib import Path

from deploy.images.pip_here import options

CERTIFICATES = "/run/certificates.pem"


def test_where_nothing_is_configured_nothing_is_lent(tmp_path: Path) -> None:
    assert list(options({}, tmp_path)) == []
    assert list(tmp_path.iterdir()) == []


def test_an_index_over_the_network_is_named_and_nothing_of_this_computer_is_lent(
    tmp_path: Path,
) -> None:
    (config,) = options({"index-url": "https://packages.example.org/simple"}, tmp_path)
    assert config == f"--volume={tmp_path}/pip.conf:/etc/pip.conf:ro"
    assert "index-url=https://packages.example.org/simple" in (tmp_path / "pip.conf").read_text()


def test_folders_that_are_here_are_lent_under_their_names(tmp_path: Path) -> None:
    index, wheels = tmp_path / "index" / "simple", tmp_path / "wheels"
    for one in (index, wheels):
        one.mkdir(parents=True)
    settings = {
        "extra-index-url": f"file://{index} file:///nowhere/simple",
        "find-links": f"{wheels}",
    }
    *lent, _ = options(settings, tmp_path)
    assert lent == [f"--volume={one}:{one}:ro" for one in (index.parent, wheels)]


def test_certificates_have_a_place_that_no_package_writes_to(tmp_path: Path) -> None:
    first, *_ = options({"cert": "/etc/ssl/plant.pem"}, tmp_path)
    assert first == f"--volume=/etc/ssl/plant.pem:{CERTIFICATES}:ro"
    assert f"cert={CERTIFICATES}" in (tmp_path / "pip.conf").read_text()
