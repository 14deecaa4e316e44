"""Takes pictures and labels over from other tools: strict, complete or not at all."""
