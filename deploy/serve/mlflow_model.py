"""The service as an MLflow model, which managed services load with `mlflow.pyfunc`.

    {"inputs": [{"recipe": "tray", "picture": ["iVBORw0…"], "lot": "L2611-204"}]}

One answer for each pack: the object `inspection`, or the problem document that a server would have
answered. Who may ask, and over which connection, is up to the service that loads it.
"""

import json
import uuid
from base64 import b64decode
from binascii import Error as NotBase64
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from mlflow.pyfunc.model import PythonModel, PythonModelContext
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.datastructures import UploadFile

from edge_agent.core.errors import InvalidInput, PackwardenError
from edge_agent.web.errors import TooLarge
from edge_agent.web.inspecting.inspection import inspected
from edge_agent.web.inspecting.talk import MOST_UPLOADED_BYTES
from edge_agent.web.inspecting.upload import PicturesOfPack, placed, refuse_uneven
from edge_agent.web.problems import invalid, refused
from edge_agent.web.service.service import Served, Service
from hardware.clock import RealClock

BUNDLE: Final = "bundle"
RECIPES: Final = "recipes"
ASKED_AT: Final = "/api/v1/inspect"


class Pack(BaseModel):
    """The form of the REST object, with its pictures in base64."""

    model_config = ConfigDict(extra="forbid")

    recipe: str = ""
    picture: list[str] = []
    view: list[str] = []
    lot: str = ""
    expiry: str = ""
    gtin: str = ""
    language: str = "en"


class InspectionModel(PythonModel):
    """Recipes and bundle are its artefacts."""

    def load_context(self, context: PythonModelContext) -> None:
        """Opens both; NotFound, InvalidInput or SettingsError for what is wrong with them."""
        folders = {name: Path(folder) for name, folder in context.artifacts.items()}
        self.service = Service.opened(Served(folders[RECIPES], folders[BUNDLE]), RealClock())

    def predict(
        self, context: PythonModelContext, model_input: list[Pack], params: Any = None
    ) -> list[dict[str, Any]]:
        """What each pack shows, in their order."""
        return [answered(self.service, pack) for pack in model_input]


def answered(service: Service, pack: Pack) -> dict[str, Any]:
    request = Request(
        {"type": "http", "path": ASKED_AT, "state": {"request_id": str(uuid.uuid4())}}
    )
    try:
        return inspection_of(service, pack)
    except RequestValidationError as error:
        problem = invalid(request, error)
    except PackwardenError as error:
        problem = refused(request, error)
    document: dict[str, Any] = json.loads(bytes(problem.body))
    return document


def inspection_of(service: Service, pack: Pack) -> dict[str, Any]:
    with service.process.place():
        asked = asked_of(pack)
        inspection = inspected(service.inspecting, asked, service.clock.wall())
    document: dict[str, Any] = json.loads(inspection.model_dump_json())
    return document


def asked_of(pack: Pack) -> PicturesOfPack:
    """As if it had been uploaded. RequestValidationError, InvalidInput or TooLarge."""
    pictures = [decoded(one, number) for number, one in enumerate(pack.picture, 1)]
    if sum(map(len, pictures)) > MOST_UPLOADED_BYTES:
        raise TooLarge(f"all pictures together have at most {MOST_UPLOADED_BYTES} bytes")
    parts = pack.model_dump(exclude={"picture"})
    parts["picture"] = [UploadFile(BytesIO(one)) for one in pictures]
    try:
        asked = PicturesOfPack.model_validate(parts)
    except ValidationError as error:
        raise RequestValidationError([placed(dict(part)) for part in error.errors()]) from error
    refuse_uneven(asked)
    return asked


def decoded(text: str, number: int) -> bytes:
    try:
        return b64decode(text, validate=True)
    except NotBase64 as error:
        raise InvalidInput(f"picture {number}: is not base64 ({error})") from error
