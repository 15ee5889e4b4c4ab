"""The harness of the bench; ../bench.py is its door. Standard library only.

`cases` lists what is measured. A case (`case`) says who can take part, how one is measured and which figures come of
it: `traffic`, `client`, `idle`, `start` and `stuck` have one kind each. `servers` and `clients` are the tables of those
who take part; `build` and `tools` make them, `process` starts them, `work` asks them, `load` drives them, `watch` reads
the clocks. `alone` keeps two runs apart, `choose` says who takes part, `measure` goes round, `smoke` only tries;
`report` makes tables of samples, `profile` says where the time goes, `micro` runs the micro-benchmarks.
"""
