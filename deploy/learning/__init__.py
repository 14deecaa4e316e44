"""How many labels it takes until a new kind of defect is caught, on a simulated line."""
