"""The whole numbers that travel on the wire, little endian."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WholeNumber:
    name: str
    """As the message table writes it."""
    code: str
    """For Python's struct."""
    c_type: str


U8 = WholeNumber("u8", "B", "uint8_t")
U16 = WholeNumber("u16", "H", "uint16_t")
U32 = WholeNumber("u32", "I", "uint32_t")
I32 = WholeNumber("i32", "i", "int32_t")
