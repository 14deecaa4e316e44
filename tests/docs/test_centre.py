"""docs/centre.md has every key of centre.toml, every address of the API and every figure."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from deploy.fleet.alerts.alerts_settings import AlertsTable, MailTable, WebhookTable
from deploy.fleet.feedback.feedback_settings import FeedbackTable
from deploy.fleet.metrics.metrics_settings import MetricsTable
from deploy.fleet.metrics.names import FIGURES, PREFIX, REQUESTS, Kind
from deploy.fleet.orders.settings import OrdersTable
from deploy.fleet.retention_settings import RetentionTable
from deploy.fleet.settings import CentreSettings, CentreTable, CentreWebTable, LetterFolderTable
from deploy.fleet.web.app import operations
from hardware.mqtt_settings import BrokerSettings
from tests.docs.test_api import begins, plain

PAGE = (Path(__file__).parents[2] / "docs" / "centre.md").read_text(encoding="utf-8")
TABLES: dict[str, type[BaseModel]] = {
    "[centre]": CentreTable,
    "[broker]": BrokerSettings,
    "[letter_folder]": LetterFolderTable,
    "[orders]": OrdersTable,
    "[feedback]": FeedbackTable,
    "[retention]": RetentionTable,
    "[web]": CentreWebTable,
    "[metrics]": MetricsTable,
    "[alerts]": AlertsTable,
    "[[alerts.webhooks]]": WebhookTable,
    "[alerts.mail]": MailTable,
}
INNER = {"webhooks", "mail"}


def words_of(table: str) -> set[str]:
    """In the first cells of its rows."""
    cells = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    return {word for cell in cells for word in re.findall(r"`([^`]+)`", cell)}


def section(title: str) -> str:
    return PAGE.split(f"{title}\n", 1)[1].split("\n#", 1)[0]


@pytest.mark.parametrize("title", TABLES)
def test_every_key_has_its_row_and_no_row_is_of_another(title: str) -> None:
    assert words_of(section(f"### {title}")) == set(TABLES[title].model_fields) - INNER


def test_every_table_has_its_section() -> None:
    told = {title.strip("[]").split(".")[0] for title in re.findall(r"^### (\[.*\])", PAGE, re.M)}
    assert told == set(CentreSettings.model_fields)


def test_every_address_or_its_family_has_its_row() -> None:
    told = {plain(address) for address in words_of(section("## API"))}
    paths = [plain(path.removeprefix("/api/v1/")) for path in operations().openapi()["paths"]]
    of_api = [path for path in paths if not path.startswith("/")]
    assert [one for one in of_api if not any(begins(one, each) for each in told)] == []
    assert [each for each in told if not any(begins(one, each) for one in of_api)] == []


def test_every_figure_has_its_row() -> None:
    names = {one.name + ("_total" if one.kind is Kind.COUNTER else "") for one in FIGURES} | {
        REQUESTS.removeprefix(PREFIX)
    }
    assert words_of(section("## Prometheus and Grafana")) == names
