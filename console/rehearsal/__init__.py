"""Rehearsals (R64): a scripted customer calls on real SIP, the trainee works in the real console, and is scored.

scenario.py   the TOML files of resources/rehearsals, checked line by line
drawing.py    what a seed makes of one: patience, and how soon colleagues do what they do
scoring.py    what was done, from the store's record and the time line: pure
home.py       the rehearsal's own folder, settings and store; nothing of the center's is touched
floor.py      the simulated floor's processes, heard on the window's thread
session.py    one try, from the call to the record of it
trainee.py    a scripted trainee who does all of it right, or leaves a step out
run.py        what ``warmline rehearse`` does
process.py    starts it from a console that runs, and ends it
"""
