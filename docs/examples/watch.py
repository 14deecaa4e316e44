"""Prints what happens at a station, as it happens; goes on where it was after a broken connection.

TOKEN=$(packwarden token --scope state) python watch.py
"""

import os

from edge_agent.client import Client


def main() -> None:
    address = os.environ.get("STATION", "http://127.0.0.1:8080")
    with Client(address, os.environ["TOKEN"]) as station:
        for event in station.watch():
            print(event.at.isoformat(), event.kind, event.body, flush=True)


if __name__ == "__main__":
    main()
