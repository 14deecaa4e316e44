"""Inspection alone, as a service: recipes, a bundle and tokens; no line, no people, no pages."""
