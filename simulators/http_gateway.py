"""What a cloud's HTTP gateway hands a function for a request (AWS API Gateway, payload 2.0)."""

import base64
from typing import Any

import httpx


def event_of(request: httpx.Request) -> dict[str, Any]:
    """The body in base64, as gateways do with whatever is no text."""
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": request.url.path,
        "rawQueryString": request.url.query.decode(),
        "headers": {name.lower(): value for name, value in request.headers.items()},
        "requestContext": {
            "http": {
                "method": request.method,
                "path": request.url.path,
                "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.1",
                "userAgent": request.headers.get("user-agent", ""),
            },
            "stage": "$default",
        },
        "body": base64.b64encode(request.read()).decode(),
        "isBase64Encoded": True,
    }
