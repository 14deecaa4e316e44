"""Trains and exports models; the only package that may import torch."""
