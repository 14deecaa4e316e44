"""Who may ask the service, where it may listen, and what it does when too many come."""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from ssl import TLSVersion, create_default_context

import httpx
import pytest

from deploy.images.health import is_ready
from edge_agent.core.errors import InvalidInput, NotFound, PackwardenError, SettingsError
from edge_agent.web.inspecting.keeper import PLACES
from edge_agent.web.service.listening import Address, refuse_unguarded
from edge_agent.web.service.service import Served, Service
from edge_agent.web.service.tokens import read_tokens
from hardware.pictures import encode_png
from simulators.broker import free_port
from simulators.clock import VirtualClock
from tests.authority import own_authority
from tests.line.small_station import box_picture, save_box_recipe
from tests.serving.forms import (
    INSPECT,
    TOKEN,
    ByHttp,
    as_process,
    command_of_process,
    form_of,
    packwarden,
    served,
)

TOP = encode_png(box_picture())
BOX = {"recipe": "box", "view": "top"}
GOOD = "x" * 40


@pytest.fixture(scope="module")
def service(what: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ByHttp]:
    with as_process(what, tmp_path_factory.mktemp("guarded")) as form:
        yield form


@pytest.mark.parametrize("token", ["", "x" * 40, TOKEN[:-1]])
def test_without_a_token_of_the_file_nothing_is_inspected(token: str, service: ByHttp) -> None:
    answer = service.sent(form_of([TOP], BOX, token))
    assert (answer.status_code, answer.json()["title"]) == (401, "Sign-in refused")
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert TOKEN not in answer.text


def test_anybody_may_ask_whether_it_is_ready_and_what_a_problem_means(service: ByHttp) -> None:
    ready = httpx.get(f"{service.address}/readyz").json()
    assert (ready["status"], ready["recipes"]) == ("ready", ["box"])
    assert httpx.get(f"{service.address}/livez").json() == {"status": "live"}
    assert httpx.get(f"{service.address}/problems/too-busy").json()["status"] == 429


def test_there_is_nothing_else_and_no_other_method(service: ByHttp) -> None:
    for path in ("/", "/docs", "/openapi.json", "/api/v1/records", "/metrics"):
        assert httpx.get(f"{service.address}{path}").status_code == 404
    refused = httpx.get(f"{service.address}{INSPECT}")
    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")


def test_who_comes_when_all_places_are_taken_is_told_to_come_again(service: ByHttp) -> None:
    request = form_of([TOP], BOX)
    body = request.read()
    with ExitStack() as held:
        for _ in range(PLACES):
            held.enter_context(closing(half_sent(service, request, body)))
        answer = service.sent(form_of([TOP], BOX))
        while answer.status_code != 429:  # until the server has seen all of them
            answer = service.sent(form_of([TOP], BOX))
    assert answer.headers["retry-after"] == "1"
    answer = service.sent(form_of([TOP], BOX))
    while answer.status_code == 429:  # until it has seen that they went away
        answer = service.sent(form_of([TOP], BOX))
    assert answer.status_code == 200


def half_sent(service: ByHttp, request: httpx.Request, body: bytes) -> socket.socket:
    """A client that holds a place and does not go on."""
    port = httpx.URL(service.address).port
    assert port is not None
    opened = socket.create_connection(("127.0.0.1", port), timeout=10)
    told = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
    opened.sendall(f"POST {INSPECT} HTTP/1.1\r\n{told}\r\n".encode() + body[: len(body) // 2])
    return opened


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "127.9.9.9", "localhost"])
def test_on_this_computer_it_needs_nothing(host: str) -> None:
    refuse_unguarded(Address(host), has_tokens=False)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])
def test_elsewhere_it_wants_a_token_and_tls(host: str, tmp_path: Path) -> None:
    pem = tmp_path / "one.pem"
    pem.touch()
    with_tls = Address(host, certificate=pem, key=pem)
    behind = Address(host, behind_proxy=True)
    for address in (Address(host), with_tls, behind):
        with pytest.raises(InvalidInput, match="--token-file"):
            refuse_unguarded(address, has_tokens=False)
    with pytest.raises(InvalidInput, match="--certificate and --key"):
        refuse_unguarded(Address(host), has_tokens=True)
    refuse_unguarded(with_tls, has_tokens=True)
    refuse_unguarded(behind, has_tokens=True)


def test_a_certificate_comes_with_its_key_and_is_there(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="belong together"):
        refuse_unguarded(Address(certificate=tmp_path / "x.pem"), has_tokens=True)
    with pytest.raises(NotFound, match=r"x\.pem"):
        refuse_unguarded(
            Address(certificate=tmp_path / "x.pem", key=tmp_path / "y.pem"), has_tokens=True
        )


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "has 0 tokens"),
        ("short\n", "line 1"),
        (f"{GOOD}\n{'a b' * 20}\n", "line 2"),
        (f"{GOOD}\n" * 101, "has 101 tokens"),
    ],
)
def test_what_is_no_file_of_tokens_is_refused(content: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "token").write_text(content)
    with pytest.raises(SettingsError, match=says):
        read_tokens(tmp_path / "token")


def test_a_new_token_may_stand_beside_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{TOKEN}\n\n  {GOOD}  \n")
    tokens = read_tokens(tmp_path / "token")
    assert tokens.fit(TOKEN)
    assert tokens.fit(GOOD)
    assert not tokens.fit(GOOD + "x")
    with pytest.raises(NotFound, match="token"):
        read_tokens(tmp_path / "nowhere")


def test_recipes_that_cannot_be_served_are_refused_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"recipe\.toml"):
        opened(tmp_path)
    save_box_recipe(tmp_path / "one", ("top",))
    assert [one.recipe.name for one in opened(tmp_path).products] == ["box"]
    assert [one.recipe.name for one in opened(tmp_path / "one").products] == ["box"]
    save_box_recipe(tmp_path / "two", ("top",))
    with pytest.raises(SettingsError, match="is called 'box' as well"):
        opened(tmp_path)
    (tmp_path / "two" / "recipe.toml").write_text("name = 3")
    with pytest.raises(PackwardenError, match=r"recipe\.toml"):
        opened(tmp_path)


def opened(recipes: Path) -> Service:
    return Service.opened(Served(recipes), VirtualClock())


def test_a_bundle_that_is_not_whole_is_refused_at_the_start(what: Served, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(InvalidInput, match=r"manifest\.json"):
        Service.opened(Served(what.recipes, tmp_path), VirtualClock())


@pytest.mark.slow
def test_a_port_that_is_taken_is_told(what: Served) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        command = [packwarden(), "serve", "--recipes", str(what.recipes)]
        ended = subprocess.run(
            [*command, "--port", str(taken.getsockname()[1])],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert ended.returncode == 7, ended.stderr


def test_with_a_certificate_it_speaks_https_alone(what: Served, tmp_path: Path) -> None:
    own_authority(tmp_path)
    port = free_port()
    tls = ["--certificate", str(tmp_path / "s.pem"), "--key", str(tmp_path / "s.key")]
    trust = create_default_context(cafile=str(tmp_path / "ca.pem"))
    with served([*command_of_process(what, port), *tls], port, tmp_path, trust):
        address = f"https://127.0.0.1:{port}/readyz"
        assert httpx.get(address, verify=trust, timeout=10).status_code == 200
        assert is_ready(port)
        with pytest.raises(httpx.TransportError):
            httpx.get(address.replace("https", "http"), timeout=10)
        old = create_default_context(cafile=str(tmp_path / "ca.pem"))
        old.minimum_version = old.maximum_version = TLSVersion.TLSv1_2
        old.set_ciphers("AES256-SHA")
        with pytest.raises(httpx.TransportError):
            httpx.get(address, verify=old, timeout=10)
