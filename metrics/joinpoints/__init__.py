"""
Joinpoint regression of many series at once, as the program of the US National Cancer Institute (NCI) does it.

In the order of the work: `rules` says what is asked for, `candidates` lists the models, `search` fits them all, `selection` chooses how
many joinpoints there are, `segments` gives slopes with their errors, `resampling` has the two procedures that draw random numbers, and
`model` puts them together for matrices; `metrics.joinpoint` does so for tables.
"""
