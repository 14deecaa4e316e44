"""The report card of a run of supervised machine learning, and the page that shows it."""
