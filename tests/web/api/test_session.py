"""Coming in and going out, as people do it."""

from datetime import timedelta

import pytest

from edge_agent.core.roles import Act, Role, Scope
from tests.people.samples import PASSWORD
from tests.web.visitors import Served

OTHER_PASSWORD = "lantern orbit pickle 58"
PIN = "830217"
SESSION = "/api/v1/session"


def test_the_first_account_is_made_with_the_code_and_only_once(station: Served) -> None:
    code = station.office.accounts.first_code(station.clock.wall())
    body = {"code": code, "name": "Anna", "shown_name": "Anna K.", "password": PASSWORD}
    made = station.stranger().ask("POST", "/api/v1/set-up", json=body)
    assert made.status_code == 201
    assert made.json() == {
        "name": "anna",
        "shown_name": "Anna K.",
        "role": "engineer",
        "active": True,
    }
    again = station.stranger().ask("POST", "/api/v1/set-up", json={**body, "name": "eve"})
    assert again.status_code == 401
    assert station.person(Role.ENGINEER, "anna").get(SESSION).json()["role"] == "engineer"


def test_nobody_gets_in_before_the_set_up(station: Served) -> None:
    for password in ("", "admin", "packwarden"):
        body = {"name": "admin", "password": password}
        assert station.stranger().ask("POST", SESSION, json=body).status_code == 401


def test_a_session_says_who_is_there_and_what_he_may_do(station: Served) -> None:
    told = station.person(Role.VIEWER, "vera").get(SESSION).json()
    assert (told["kind"], told["name"], told["role"]) == ("person", "vera", "viewer")
    assert told["may"] == [Act.SEE, Act.SIGN_IN, Act.SIGN_OUT, Act.CHANGE_OWN_SECRET]
    machine = station.machine(Scope.RECORDS).get(SESSION).json()
    assert (machine["kind"], machine["role"], machine["scopes"]) == ("machine", None, ["records"])
    assert machine["may"] == [Act.SEE, Act.READ_AUDIT, Act.EXPORT]


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_cookie_is_for_this_server_alone(station: Served, scheme: str) -> None:
    station.person(Role.VIEWER, "vera")
    body = {"name": "vera", "password": PASSWORD}
    answer = station.stranger().ask("POST", f"{scheme}://panel.plant{SESSION}", json=body)
    assert answer.headers["set-cookie"].startswith("__Host-") == (scheme == "https")
    cookie = answer.headers["set-cookie"].lower()
    assert "path=/;" in cookie
    assert "domain" not in cookie
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert ("secure" in cookie) == (scheme == "https")
    assert "pws_" not in answer.text


def test_who_signed_out_is_out(station: Served) -> None:
    visitor = station.person(Role.OPERATOR)
    cookies = dict(visitor.cookies)
    assert visitor.ask("DELETE", SESSION).status_code == 204
    assert visitor.get(SESSION).status_code == 401
    visitor.cookies.update(cookies)
    assert visitor.get(SESSION).status_code == 401


def test_a_session_over_https_is_one_by_its_guarded_cookie_alone(station: Served) -> None:
    station.person(Role.VIEWER, "vera")
    visitor, body = station.stranger(), {"name": "vera", "password": PASSWORD}
    entered = visitor.ask("POST", f"https://panel.plant{SESSION}", json=body)
    token = entered.headers["set-cookie"].split(";")[0].split("=")[1]
    for name, status in (("__Host-packwarden_session", 200), ("packwarden_session", 401)):
        cookie = {"Cookie": f"{name}={token}"}
        stranger = station.stranger()
        answer = stranger.ask("GET", f"https://panel.plant{SESSION}", headers=cookie)
        assert answer.status_code == status


def test_who_signs_in_anew_is_there_once(station: Served) -> None:
    visitor = station.person(Role.VIEWER, "vera")
    before = visitor.cookies["packwarden_session"]
    body = {"name": "vera", "password": PASSWORD}
    assert visitor.ask("POST", SESSION, json=body).status_code == 201
    assert visitor.get(SESSION).status_code == 200
    old = {"Cookie": f"packwarden_session={before}"}
    assert station.stranger().get(SESSION, headers=old).status_code == 401


def test_who_signs_out_leaves_nothing_in_the_browser(station: Served) -> None:
    answer = station.person(Role.OPERATOR).ask("DELETE", SESSION)
    assert answer.headers["clear-site-data"] == '"cache"'
    assert 'packwarden_session=""' in answer.headers["set-cookie"]


def test_a_session_ends_by_itself(station: Served) -> None:
    visitor = station.person(Role.OPERATOR)
    station.clock.at += timedelta(minutes=29)
    assert visitor.get(SESSION).status_code == 200
    station.clock.at += timedelta(minutes=31)
    over = visitor.get(SESSION)
    assert over.status_code == 401
    assert over.headers["www-authenticate"].startswith("Bearer")


def test_guessing_is_slowed_down_and_the_owner_at_his_panel_is_not(station: Served) -> None:
    at_panel = station.person(Role.OPERATOR, "olga")
    guess = {"name": "eve", "password": "wrong"}
    answers = [station.stranger().ask("POST", SESSION, json=guess) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
    wait_s = int(answers[-1].headers["retry-after"])
    assert 1 <= wait_s <= 2
    assert at_panel.get(SESSION).status_code == 200
    assert station.person(Role.OPERATOR, "olga").get(SESSION).status_code == 200
    station.clock.at += timedelta(seconds=wait_s)
    assert station.stranger().ask("POST", SESSION, json=guess).status_code == 401


def test_a_wrong_name_and_a_wrong_password_are_told_alike(station: Served) -> None:
    station.person(Role.OPERATOR, "olga")
    told = []
    for name in ("olga", "nobody"):
        answer = station.stranger().ask("POST", SESSION, json={"name": name, "password": "wrong"})
        told.append({**answer.json(), "request_id": ""})
    assert told[0] == told[1]


def test_a_pin_lets_in_at_its_station_and_proves_less(station: Served) -> None:
    visitor = station.person(Role.OPERATOR, "olga")
    assert visitor.change("PUT", f"{SESSION}/pin", {"pin": PIN}).status_code == 204
    entered = station.stranger().ask("POST", SESSION, json={"name": "olga", "pin": PIN})
    assert entered.status_code == 201
    assert entered.json()["proof"] == "pin"


def test_a_session_proves_itself_anew_where_an_act_asks_for_it(station: Served) -> None:
    visitor = station.person(Role.OPERATOR, "olga")
    station.clock.at += timedelta(minutes=10)
    refused = visitor.change("PUT", f"{SESSION}/pin", {"pin": PIN})
    assert refused.status_code == 403
    assert refused.json()["type"] == "/problems/proof-needed"
    wrong = visitor.ask("POST", f"{SESSION}/proof", json={"password": OTHER_PASSWORD})
    assert wrong.status_code == 401
    before = visitor.cookies["packwarden_session"]
    assert visitor.ask("POST", f"{SESSION}/proof", json={"password": PASSWORD}).status_code == 204
    assert visitor.cookies["packwarden_session"] != before
    assert visitor.change("PUT", f"{SESSION}/pin", {"pin": PIN}).status_code == 204


def test_a_new_password_ends_the_session_and_holds(station: Served) -> None:
    visitor = station.person(Role.OPERATOR, "olga")
    changed = visitor.change("PUT", f"{SESSION}/password", {"password": OTHER_PASSWORD})
    assert changed.status_code == 204
    assert visitor.get(SESSION).status_code == 401
    for password, status in ((PASSWORD, 401), (OTHER_PASSWORD, 201)):
        body = {"name": "olga", "password": password}
        assert station.stranger().ask("POST", SESSION, json=body).status_code == status


def test_a_password_that_would_be_guessed_is_refused(station: Served) -> None:
    visitor = station.person(Role.OPERATOR)
    weak = visitor.change("PUT", f"{SESSION}/password", {"password": "password1234"})
    assert weak.status_code == 422
    assert weak.json()["type"] == "/problems/weak-secret"
    assert "password1234" not in weak.text


def test_a_one_time_code_is_claimed_once(station: Served) -> None:
    station.office.accounts.add("olga", "Olga", Role.OPERATOR)
    code = station.office.accounts.reset("olga", station.clock.wall())
    body = {"name": "olga", "code": code, "password": PASSWORD}
    assert station.stranger().ask("POST", "/api/v1/claim", json=body).status_code == 204
    assert station.stranger().ask("POST", "/api/v1/claim", json=body).status_code == 401


def test_a_token_that_is_over_or_unknown_lets_nobody_in(station: Served) -> None:
    machine = station.machine(Scope.STATE)
    assert machine.get("/api/v1/station").status_code == 200
    station.clock.at += timedelta(days=2)
    assert machine.get("/api/v1/station").status_code == 401
    machine.headers["Authorization"] = "Bearer pwm_guess"
    assert machine.get("/api/v1/station").status_code == 401


def test_either_a_password_or_a_pin_is_given(station: Served) -> None:
    for body in (
        {"name": "olga"},
        {"name": "olga", "pin": None},
        {"name": "olga", "pin": PIN, "password": PASSWORD},
        {"name": "olga", "pin": None, "password": PASSWORD},
    ):
        assert station.stranger().ask("POST", SESSION, json=body).status_code == 422
