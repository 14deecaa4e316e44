"""Whether what serves in this container is ready: ends with 0, or with 1.

    python3 -m deploy.images.health PORT

By HTTPS it believes any certificate: it asks itself, and sends nothing.
"""

import sys
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ssl import CERT_NONE, SSLContext, create_default_context
from typing import Final

HERE: Final = "127.0.0.1"
LONGEST_S: Final = 4.5


def is_ready(port: int) -> bool:
    plain = HTTPConnection(HERE, port, timeout=LONGEST_S)
    return answers(plain) or answers(
        HTTPSConnection(HERE, port, timeout=LONGEST_S, context=any_certificate())
    )


def answers(connection: HTTPConnection) -> bool:
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def any_certificate() -> SSLContext:
    context = create_default_context()
    context.check_hostname, context.verify_mode = False, CERT_NONE
    return context


if __name__ == "__main__":
    sys.exit(not is_ready(int(sys.argv[1])))
