"""Every Faust decorator in the project, and nothing else; a thought about news lives in `pipeline.stages`.

    verdicts.v1 -> judge -> mentions.v1
    articles.v1 -turnstile-> sift -> detect -> develop -> alert -> deliver -> deliveries.v1

One agent a file; each takes, steps, passes on, remembers. What they share: `floor` (topics, tables, the loop around
each item), `batch` (what is settled together), `shelf` (a table's partition), `redo` (its changes whole or not at
all), `copies` (tables on disk), `reminder` (wake what is due), `sweep` (forget what is old), `counters` (metrics),
`standing` (watches and subscriptions as they are now), `turnstile` (the gate over fetched bytes), `watchdog` (leave
when stuck).
`python -m agents` is one `worker`.
"""
