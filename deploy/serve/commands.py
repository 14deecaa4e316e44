"""The command `serve`: inspection alone, as a service. What it needs is imported when called."""

from pathlib import Path
from typing import Annotated

import typer


def serve(
    recipes: Annotated[
        Path, typer.Option(help="A recipe, or a folder with several.", show_default=False)
    ],
    bundle: Annotated[
        Path | None, typer.Option(help="Folder of the models; else those that ship.")
    ] = None,
    host: Annotated[str, typer.Option(help="Where it listens.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65_535)] = 8091,
    token_file: Annotated[
        Path | None, typer.Option(help="A token in each line: who may ask.")
    ] = None,
    certificate: Annotated[Path | None, typer.Option(help="Of HTTPS: PEM, with chain.")] = None,
    key: Annotated[Path | None, typer.Option(help="Of the certificate: PEM.")] = None,
    behind_proxy: Annotated[
        bool, typer.Option("--behind-proxy", help="A proxy before it ends TLS.")
    ] = False,
    mlflow_model: Annotated[
        Path | None,
        typer.Option(help="Write an MLflow model of the same here, and serve nothing."),
    ] = None,
) -> None:
    """Inspects pictures that are sent to it: no line, no accounts, nothing is kept."""
    from edge_agent.web.service.service import Served

    served = Served(recipes, bundle, token_file)
    if mlflow_model is not None:
        from deploy.serve.mlflow_writing import write_mlflow_model

        write_mlflow_model(served, mlflow_model)
        return
    from edge_agent.web.service.listening import Address, refuse_unguarded, run_service
    from edge_agent.web.service.service import Service
    from hardware.clock import RealClock

    address = Address(host, port, certificate, key, behind_proxy)
    refuse_unguarded(address, token_file is not None)
    run_service(Service.opened(served, RealClock()), address)
