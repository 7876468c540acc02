"""Figures that we derive from those of publishers, each by a recipe of the catalogue (``derived/<id>.yml``), and marked as ours."""
