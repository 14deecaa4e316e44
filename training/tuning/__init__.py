"""Hyperparameters by cross-validation: what a procedure that finds them will be worth, and which.

Nested cross-validation judges the whole procedure (search and training), never one model; then the
search is made again on all data, and must agree with what was judged (Hirt, Kühl and Satzger 2017,
DESRIST, Research in Progress, 55-63). The engine knows no model: a `Procedure` brings its own.
"""
