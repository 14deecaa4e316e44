"""A person as the API tells of one."""

from pydantic import Field

from edge_agent.core.roles import Person, Role
from edge_agent.web.listing import Document


class PersonDocument(Document):
    name: str = Field(description="Name to sign in with.", examples=["anna"])
    shown_name: str = Field(examples=["Anna K."])
    role: Role
    active: bool = Field(description="False: may sign in no longer.")


def person_document(person: Person) -> PersonDocument:
    return PersonDocument(
        name=person.name, shown_name=person.shown_name, role=person.role, active=person.active
    )
