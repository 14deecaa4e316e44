"""Sums of packs, as lots, stations and hours of the API have them."""

from pydantic import AwareDatetime, Field

from deploy.fleet.summaries import HourSums, PartSums, Sums
from edge_agent.web.listing import Document


class SumsAnswer(Document):
    packs: int
    verdicts: dict[str, int] = Field(examples=[{"ok": 18148, "not_ok": 273}])
    outcomes: dict[str, int] = Field(examples=[{"passed": 18148, "rejected": 273}])
    late: int = Field(description="Verdicts that came after their deadline.", examples=[0])


class HourAnswer(Document):
    begins: AwareDatetime
    sums: SumsAnswer


class PartAnswer(Document):
    """A lot at a station, or a station of a lot."""

    name: str = Field(examples=["milan/line-1/top"])
    recipes: list[str]
    first_hour: AwareDatetime
    last_hour: AwareDatetime
    sums: SumsAnswer


def sums_answer(sums: Sums) -> SumsAnswer:
    return SumsAnswer(
        packs=sums.packs,
        verdicts=dict(sums.verdicts),
        outcomes=dict(sums.outcomes),
        late=sums.late,
    )


def hour_answer(hour: HourSums) -> HourAnswer:
    return HourAnswer(begins=hour.begins, sums=sums_answer(hour.sums))


def part_answer(part: PartSums) -> PartAnswer:
    return PartAnswer(
        name=part.name,
        recipes=list(part.recipes),
        first_hour=part.first_hour,
        last_hour=part.last_hour,
        sums=sums_answer(part.sums),
    )
