"""How print gets onto a pack: inkjet drops, ribbon, laser, embossing, and codes."""
