"""Says commands of PackML to the line, where the settings allow them at all."""

from dataclasses import dataclass
from typing import Any

from asyncua import ua

from edge_agent.core.packml.acts import ACTS
from edge_agent.core.packml.words import PackmlCommand, PackmlMode
from edge_agent.core.roles import Act
from edge_agent.core.told import CommandPackml, SetPackmlMode
from edge_agent.people.acts import Subject
from edge_agent.uplink.opcua.methods import Deed, Methods
from edge_agent.uplink.opcua.refusals import NotOffered


@dataclass(frozen=True, slots=True)
class Commanding:
    methods: Methods
    is_allowed: bool

    def refuse_unless_allowed(self) -> None:
        if not self.is_allowed:
            raise NotOffered("this station hears no commands here: [opcua] commands is false")

    async def say(self, command: PackmlCommand, reason: str = "") -> None:
        self.refuse_unless_allowed()
        old = self.methods.line.now().packml.state.name.lower()
        subject = Subject(old=old, new=command.name.lower())
        await self.methods.carry_out(
            Deed(ACTS[command], subject, lambda person: CommandPackml(command, person), reason)
        )

    async def set_mode(self, mode: PackmlMode) -> None:
        self.refuse_unless_allowed()
        old = self.methods.line.now().packml.mode.name.lower()
        subject = Subject(old=old, new=mode.name.lower())
        await self.methods.carry_out(
            Deed(Act.SET_MODE, subject, lambda person: SetPackmlMode(mode, person))
        )

    def method(self, command: PackmlCommand) -> "OneCommand":
        return OneCommand(self, command)


@dataclass(frozen=True, slots=True)
class OneCommand:
    """A method that is one command, whatever parameters come with it."""

    commanding: Commanding
    command: PackmlCommand

    async def __call__(self, *_parameters: Any) -> list[ua.Variant]:
        await self.commanding.say(self.command)
        return []
