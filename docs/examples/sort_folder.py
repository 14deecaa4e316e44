"""Has every picture of a folder inspected, and tells how each one is; as a picture archive would.

TOKEN=$(packwarden token --scope inspect) python sort_folder.py tray pictures/
"""

import os
import sys
from pathlib import Path

from edge_agent.client import Client, InvalidInput


def main(recipe: str, folder: Path) -> None:
    address = os.environ.get("STATION", "http://127.0.0.1:8080")
    with Client(address, os.environ["TOKEN"]) as station:
        for picture in sorted(folder.iterdir()):
            print(picture.name, verdict(station, recipe, picture), sep="\t", flush=True)


def verdict(station: Client, recipe: str, picture: Path) -> str:
    try:
        return station.inspect(recipe, [picture]).verdict.value
    except InvalidInput as error:
        return str(error)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
