"""From a passed gate to a certificate under the site's key.

The act is signed into the audit record before the certificate lies in the data folder; it alone
raises nothing (see edge_agent.people.raising).
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from edge_agent.core.autonomy.gate import GateReport
from edge_agent.core.certificate import SIMULATED_CAMERA, Bound, Certificate, Setup, until_default
from edge_agent.core.errors import GateNotPassed, InvalidInput
from edge_agent.core.guarantees.learn_then_test import Chosen
from edge_agent.core.roles import Act
from edge_agent.people.acts import Subject
from edge_agent.people.certificates import issue, keep
from edge_agent.people.keys import SigningKey
from edge_agent.people.office import Office, Order
from edge_agent.people.signing import Sealed


@dataclass(frozen=True, slots=True)
class Issued:
    content: bytes
    sha256: str
    file: Path


def certify(
    office: Office,
    order: Order,
    report: GateReport,
    setup: Setup,
    site_key: SigningKey,
    with_whom: tuple[str, ...] = (),
) -> Issued:
    """GateNotPassed with what is missing; NotPermitted for who may not issue one.

    `with_whom`: who stands for it beside the person who orders it; act_always takes two.
    """
    certificate = certificate_for(report, setup, (order.by.actor.name, *with_whom), order.now)
    content = issue(certificate, site_key)
    sha256 = Sealed.from_bytes(content).sha256
    subject = Subject(
        recipe=setup.recipe,
        check=setup.check,
        new=f"up to {report.level.value}",
        certificate_sha256=sha256,
    )
    office.record(order, Act.ISSUE_CERTIFICATE, subject)
    return Issued(content, sha256, keep(content, office.folder))


def certificate_for(
    report: GateReport, setup: Setup, who: tuple[str, ...], now: datetime
) -> Certificate:
    """What the gate has proven; nothing can be certified that it has not."""
    refuse_unpassed(report)
    refuse_unrelated(report, setup)
    chosen, thresholds = report.chosen, report.thresholds
    if chosen is None or thresholds is None:
        raise InvalidInput(f"{report.level.value} needs no certificate")
    try:
        return Certificate(
            use=setup.use(report.level, thresholds),
            false_reject=bound_of(chosen.not_ok_from),
            miss=bound_of(chosen.ok_up_to),
            delta=chosen.ok_up_to.delta + chosen.not_ok_from.delta,
            who=who,
            issued_at=now,
            until=until_default(now),
        )
    except ValueError as error:
        raise InvalidInput(f"this cannot be certified: {error}") from error


def refuse_unpassed(report: GateReport) -> None:
    if report.is_passed:
        return
    missing = "; ".join(item.sentence for item in report.items if not item.is_met)
    raise GateNotPassed(f"{report.check}: {report.level.value} is not earned: {missing}")


def refuse_unrelated(report: GateReport, setup: Setup) -> None:
    if report.check != setup.check:
        raise InvalidInput(f"the gate of {report.check} says nothing of {setup.check}")
    if report.simulated and setup.camera_profile != SIMULATED_CAMERA:
        raise InvalidInput(f"simulated packs say nothing of {setup.camera_profile}")


def bound_of(chosen: Chosen) -> Bound:
    return Bound(chosen.n, chosen.k, chosen.alpha)
