"""Hears what people say to the line, and does it or says why not."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Final

from edge_agent.core import bundle_orders
from edge_agent.core.errors import Conflict, InvalidInput
from edge_agent.core.packs import Action
from edge_agent.core.told import (
    TOO_LATE,
    Accept,
    AnnounceOrder,
    Answer,
    AnswerFirstPack,
    Asked,
    CancelChangeover,
    ChangeOrder,
    ClearSuspension,
    CommandPackml,
    DeclareChallenge,
    EndShadow,
    Examined,
    LowerLevel,
    NoteCommand,
    OfferBundle,
    OfferRecipe,
    OfferShadow,
    Raise,
    RefuseBundle,
    RefuseShadow,
    Release,
    ReturnBundle,
    Reviewed,
    SetPackmlMode,
    ShadowBundle,
    StartBelt,
    StartBypass,
    StopBelt,
    TakeBack,
    TakeBundle,
    Told,
    WithdrawReview,
)
from edge_agent.line.bundle_return import BundleReturn
from edge_agent.line.challenge_packs import ChallengePacks
from edge_agent.line.decisions import Decisions
from edge_agent.line.device_health import DeviceHealth
from edge_agent.line.guard import Guard
from edge_agent.line.monitors import Monitors
from edge_agent.line.orders import Orders, ProductMismatch
from edge_agent.line.pack_in_work import PackInWork
from edge_agent.line.packml import PackmlAtLine
from edge_agent.line.parts import Parts
from edge_agent.line.reviews import Reviews
from edge_agent.line.shadowing import Shadowing
from edge_agent.line.stops import BY_PERSON, Stops, hold_of

BUNDLE_EVENTS: Final[dict[type[Told], str]] = {
    TakeBundle: bundle_orders.ORDERED,
    OfferBundle: bundle_orders.OFFERED,
    RefuseBundle: bundle_orders.REFUSED,
}


class AnswerRefused(Conflict):
    """An operator's answer that came too late, or cannot be carried out here."""


class Listener:
    """One word at a time, in the order in which they were said."""

    def __init__(
        self,
        parts: Parts,
        guard: Guard,
        decisions: Decisions,
        stops: Stops,
        health: DeviceHealth,
        challenges: ChallengePacks,
        monitors: Monitors,
        orders: Orders,
        packs: Mapping[int, PackInWork],
        packml: PackmlAtLine,
        bundle_return: BundleReturn,
        shadowing: Shadowing | None = None,
    ) -> None:
        self.gate, self.tracker, self.recorder = parts.gate, parts.tracker, parts.recorder
        self.guard, self.decisions, self.stops = guard, decisions, stops
        self.health, self.packs = health, packs
        self.challenges, self.monitors, self.orders = challenges, monitors, orders
        self.packml, self.bundle_return, self.shadowing = packml, bundle_return, shadowing
        self.reviews = Reviews(parts.recorder)

    def hear(self, said: Told | Asked, now_ns: int) -> None:
        """Whoever asked is told what became of the word."""
        if isinstance(said, Asked):
            said.answer(self.heard(said.word, now_ns))
        else:
            self.heard(said, now_ns)

    def heard(self, told: Told, now_ns: int) -> str | None:
        """Why the word was not followed, which is an event as well; None where it was."""
        try:
            self.follow(told, now_ns)
        except (AnswerRefused, ProductMismatch) as error:  # it has its event already
            return str(error)
        except (Conflict, InvalidInput) as error:
            body: dict[str, object] = {"word": type(told).__name__, "why": str(error)}
            self.recorder.event("word_refused", body)
            return str(error)
        return None

    def follow(self, told: Told, now_ns: int) -> None:
        match told:
            case Answer() | Release() | DeclareChallenge() | AnswerFirstPack():
                self.of_pack(told)
            case Examined() | Reviewed() | WithdrawReview():
                self.of_ended_pack(told)
            case StopBelt() | StartBelt():
                self.of_belt(told)
            case ChangeOrder() | AnnounceOrder() | CancelChangeover():
                self.of_order(told)
            case OfferRecipe():
                self.orders.offer(told)
            case TakeBundle() | OfferBundle() | RefuseBundle() | ReturnBundle():
                self.of_bundle(told)
            case ShadowBundle() | OfferShadow() | RefuseShadow() | EndShadow():
                self.of_shadow(told)
            case CommandPackml() | SetPackmlMode():
                self.of_packml(told, now_ns)
            case NoteCommand():
                self.note(told)
            case _:
                self.of_level(told, now_ns)

    def of_pack(self, told: Answer | Release | DeclareChallenge | AnswerFirstPack) -> None:
        match told:
            case Answer():
                self.answer(told)
            case Release():
                self.release(told)
            case DeclareChallenge():
                self.declare(told)
            case AnswerFirstPack():
                self.orders.first_packs.answer(told)

    def of_ended_pack(self, told: Examined | Reviewed | WithdrawReview) -> None:
        match told:
            case Examined():
                self.monitors.examined(told)
            case Reviewed():
                self.reviews.reviewed(told)
            case WithdrawReview():
                self.reviews.withdrawn(told)

    def of_order(self, told: ChangeOrder | AnnounceOrder | CancelChangeover) -> None:
        match told:
            case ChangeOrder():
                self.orders.change(told)
            case AnnounceOrder():
                self.orders.announce(told)
            case CancelChangeover():
                self.orders.cancel(told)

    def of_bundle(self, told: TakeBundle | OfferBundle | RefuseBundle | ReturnBundle) -> None:
        """The line gets and tries nothing: it keeps who ordered what, and what became of it."""
        if isinstance(told, ReturnBundle):
            self.bundle_return.order(told.why, told.person, told.bundle_sha256)
            return
        self.recorder.event(BUNDLE_EVENTS[type(told)], by_person(told))
        if isinstance(told, OfferBundle):
            self.orders.has_other_bundle = self.orders.bundle_lies_ready = True
            if self.shadowing is not None:
                self.shadowing.place_taken(told)

    def of_shadow(self, told: ShadowBundle | OfferShadow | RefuseShadow | EndShadow) -> None:
        if self.shadowing is None:
            raise Conflict("no other bundle can look on at this line")
        self.shadowing.hear(told)

    def of_packml(self, told: CommandPackml | SetPackmlMode, now_ns: int) -> None:
        if isinstance(told, CommandPackml):
            self.packml.command(told, now_ns)
        else:
            self.packml.set_mode(told, now_ns)

    def of_belt(self, told: StopBelt | StartBelt) -> None:
        if isinstance(told, StopBelt):
            self.stops.stop(BY_PERSON, by=told.person)
        else:
            self.stops.start_by(told.person)
        self.guard.keep()

    def of_level(
        self,
        told: Accept | StartBypass | LowerLevel | ClearSuspension | Raise | TakeBack,
        now_ns: int,
    ) -> None:
        match told:
            case Accept():
                self.guard.accept(told.person)
            case StartBypass():
                self.guard.start_bypass(told.minutes, told.person, told.act_sha256, now_ns)
            case LowerLevel():
                self.guard.lower(told.check, told.to, told.person)
            case TakeBack():
                self.guard.fall(told.cause, told.why, told.checks)
            case ClearSuspension():
                self.refuse_in_trouble()
                self.guard.clear(told.person, told.act_sha256)
            case Raise():
                self.refuse_in_trouble()
                self.guard.raise_by(told.act, told.thresholds, told.person)

    def note(self, told: NoteCommand) -> None:
        """Nothing is done; the log shall know it, and by the log the centre."""
        self.recorder.event("centre_command", by_person(told))

    def refuse_in_trouble(self) -> None:
        troubles = self.health.troubles()
        if troubles:
            raise Conflict(f"no level rises while this goes on: {'; '.join(troubles.values())}")

    def declare(self, told: DeclareChallenge) -> None:
        if told.pack_no not in self.packs:
            raise Conflict(f"pack {told.pack_no} is not on the belt")
        self.challenges.declare(told.name, told.person, told.pack_no)

    def answer(self, answer: Answer) -> None:
        """The first answer in time is carried out; any other is told as too late."""
        work = self.packs.get(answer.pack_no)
        body: dict[str, object] = {"pack_no": answer.pack_no, "by": answer.person}
        if work is None or not work.is_open or work.decision is None:
            self.recorder.event("answer_too_late", body)
            raise AnswerRefused(f"{TOO_LATE}: {became_of(answer.pack_no, work)}")
        if answer.action is Action.HOLD and self.gate.capability.hold is None:
            why = "nothing here can hold a pack"
            self.recorder.event("answer_refused", {**body, "why": why})
            raise AnswerRefused(why)
        left_s = self.decisions.left_s(work)
        self.recorder.event("answered", {**body, "action": answer.action, "left_s": left_s})
        decision = self.decisions.by_word(work, work.decision, answer.action, answer.person)
        if answer.action is not Action.PASS:
            for pack in self.tracker.neighbours(work.pack):
                self.decisions.carry_out(self.packs[pack.pack_no], decision)

    def release(self, release: Release) -> None:
        """The held pack has been taken off the belt; what becomes of it is an event of its own."""
        self.recorder.event("taken_off", {"pack_no": release.pack_no, "by": release.person})
        work = self.packs.get(release.pack_no)
        if work is not None:
            work.pack.taken_off = True
        self.stops.start(hold_of(release.pack_no))


def became_of(pack_no: int, work: PackInWork | None) -> str:
    """What the operator's answer came too late for."""
    if work is None:
        return f"pack {pack_no} is not on the belt any more"
    if work.answered_by is not None:
        return f"{work.answered_by} has answered for pack {pack_no}"
    if work.decision is None:
        return f"nothing is known of pack {pack_no} yet"
    if work.decision.recommended is None:
        return f"nobody is asked about pack {pack_no}: {work.decision.rule}"
    return f"pack {pack_no} is too near to the gate"


def by_person(told: Told) -> dict[str, object]:
    """The word as the body of an event."""
    body = {**asdict(told), "by": told.person}
    del body["person"]
    return body
