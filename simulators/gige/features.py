"""What this camera can be set to: its features, where they lie, and its GenICam description.

The description is the XML file that every GigE Vision camera carries and by which a host finds the
registers behind the names.
"""

import struct
from dataclasses import dataclass

BASE = 0x20000
MONO8, BAYER_RG8, BGR8 = 0x01080001, 0x01080009, 0x02180015
"""Pixel Format Naming Convention 2.1."""
BYTES_PER_PIXEL = {MONO8: 1, BAYER_RG8: 1, BGR8: 3}
FREE, TRIGGERED = 0, 1
SOFTWARE, LINE0, LINE1 = 0, 1, 2
NOT_KEPT = "<Cachable>NoCache</Cachable>"  # codespell:ignore - so the schema spells it
BIG_ENDIAN = "<Endianess>BigEndian</Endianess>"  # codespell:ignore - so the schema spells it
TEST_PACKET_NODES = (
    '<Command Name="GevSCPSFireTestPacket" NameSpace="Standard">'
    "<pValue>TestPacketRegister</pValue><CommandValue>1</CommandValue></Command>"
    '<MaskedIntReg Name="TestPacketRegister"><Address>0x0d04</Address><Length>4</Length>'
    f"<AccessMode>RW</AccessMode><pPort>Device</pPort>{NOT_KEPT}<Bit>0</Bit>{BIG_ENDIAN}"
    "</MaskedIntReg>"
)
"""By it a host tries how large a packet its network lets through; bit 0 is the highest."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One register of 32 bits. `entries`: an enumeration's names and values."""

    name: str
    kind: str
    low: float = 0
    high: float = 0
    start: float = 0
    entries: tuple[tuple[str, int], ...] = ()


def features(width_px: int, height_px: int) -> tuple[Feature, ...]:
    """In the order of their registers."""
    return (
        Feature("Width", "integer", 16, width_px, width_px),
        Feature("Height", "integer", 16, height_px, height_px),
        Feature("OffsetX", "integer", 0, width_px - 16),
        Feature("OffsetY", "integer", 0, height_px - 16),
        Feature("WidthMax", "fixed", start=width_px),
        Feature("HeightMax", "fixed", start=height_px),
        Feature(
            "PixelFormat",
            "choice",
            start=BGR8,
            entries=(("Mono8", MONO8), ("BayerRG8", BAYER_RG8), ("BGR8", BGR8)),
        ),
        Feature("PayloadSize", "fixed", start=width_px * height_px * 3),
        Feature("AcquisitionMode", "choice", start=2, entries=(("Continuous", 2),)),
        Feature("AcquisitionStart", "command"),
        Feature("AcquisitionStop", "command"),
        Feature("TriggerSelector", "choice", start=0, entries=(("FrameStart", 0),)),
        Feature("TriggerMode", "choice", start=FREE, entries=(("Off", FREE), ("On", TRIGGERED))),
        Feature(
            "TriggerSource",
            "choice",
            start=SOFTWARE,
            entries=(("Software", SOFTWARE), ("Line0", LINE0), ("Line1", LINE1)),
        ),
        Feature("TriggerSoftware", "command"),
        Feature("ExposureTime", "float", 10, 1_000_000, 2_000),
        Feature("Gain", "float", 0, 24, 0),
        Feature("AcquisitionFrameRate", "float", 0.1, 500, 25),
    )


def addresses(described: tuple[Feature, ...]) -> dict[str, int]:
    return {feature.name: BASE + 4 * place for place, feature in enumerate(described)}


def is_allowed(feature: Feature, word: int) -> bool:
    """A register refuses what is out of its limits."""
    if feature.kind == "float":
        (value,) = struct.unpack(">f", struct.pack(">I", word))
        return bool(feature.low <= value <= feature.high)
    if feature.kind == "choice":
        return word in [value for _name, value in feature.entries]
    return feature.kind == "command" or feature.low <= word <= feature.high


def description(described: tuple[Feature, ...]) -> bytes:
    """The GenICam XML."""
    where = addresses(described)
    nodes = "".join(node_of(feature, where[feature.name]) for feature in described)
    names = "".join(f"<pFeature>{feature.name}</pFeature>" for feature in described)
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<RegisterDescription ModelName="PlantCamera" VendorName="Packwarden" '
        'StandardNameSpace="None" SchemaMajorVersion="1" SchemaMinorVersion="1" '
        'SchemaSubMinorVersion="0" MajorVersion="1" MinorVersion="0" SubMinorVersion="0" '
        'ToolTip="" ProductGuid="5b7a6b1c-7d1b-4f0e-8b0a-6a2f0a6f3a01" '
        'VersionGuid="5b7a6b1c-7d1b-4f0e-8b0a-6a2f0a6f3a02" '
        'xmlns="http://www.genicam.org/GenApi/Version_1_1">'
        f'<Category Name="Root" NameSpace="Standard">{names}</Category>{nodes}{TEST_PACKET_NODES}'
        '<Port Name="Device" NameSpace="Standard"/></RegisterDescription>'
    ).encode()


def node_of(feature: Feature, address: int) -> str:
    """A feature and the register behind it."""
    name = feature.name
    limits = f"<Min>{feature.low:g}</Min><Max>{feature.high:.10g}</Max>"
    behind = f"<pValue>{name}Register</pValue>"
    match feature.kind:
        case "integer":
            return node("Integer", name, behind + limits) + register(name, address)
        case "fixed":
            return node("Integer", name, behind) + register(name, address, access="RO")
        case "float":
            return node("Float", name, behind + limits) + register(name, address, "FloatReg")
        case "command":
            return node("Command", name, behind + "<CommandValue>1</CommandValue>") + register(
                name, address
            )
    entries = "".join(
        f'<EnumEntry Name="{entry}" NameSpace="Standard"><Value>{value}</Value></EnumEntry>'
        for entry, value in feature.entries
    )
    return node("Enumeration", name, entries + behind) + register(name, address)


def node(kind: str, name: str, inside: str) -> str:
    return f'<{kind} Name="{name}" NameSpace="Standard">{inside}</{kind}>'


def register(name: str, address: int, kind: str = "IntReg", access: str = "RW") -> str:
    sign = "<Sign>Unsigned</Sign>" if kind == "IntReg" else ""
    inside = (
        f"<Address>0x{address:x}</Address><Length>4</Length><AccessMode>{access}</AccessMode>"
        f"<pPort>Device</pPort>{NOT_KEPT}{sign}{BIG_ENDIAN}"
    )
    return node(kind, f"{name}Register", inside)
