"""What is measured by the clock on a wall, on a quiet machine: python -m deploy.torture PART.

Tests assert nothing that takes time; these figures are read by people, and stand in docs/.
"""
