"""The library's values, made of plain ones."""

from asyncua import ua


def named(name: str, index: int) -> ua.NodeId:
    return ua.NodeId(ua.String(name), ua.Int16(index))


def numbered(number: int, index: int = 0) -> ua.NodeId:
    return ua.NodeId(ua.Int32(number), ua.Int16(index))


def secret_id(token: bytes) -> ua.NodeId:
    return ua.NodeId(ua.ByteString(token))


def status(code: int) -> ua.StatusCode:
    return ua.StatusCode(ua.UInt32(code))
