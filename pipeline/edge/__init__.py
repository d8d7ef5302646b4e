"""All that touches the world: the web, Kafka, the channels, the files a person gives us.

    web          HTTP out: the feeds
    broker       Kafka: its clients, our topics, configuration read whole, and a Kafka of our own
    messages     single messages for the commands; quarantine: what cannot be used, as one
    channels     HTTP out: the alerts
    hosts        HTTP in: whom a request is for; metrics: a role's `/metrics` and `/healthz`
    ports        where a server of ours may listen
    seeds        the files a person edits, held against their `forms`
    interchange  articles as files and lines: rows (JSON), documents (text, pages)
    detection    the rules, the classifier and the encoder (its `layers`) that the seeds and a wheel bring
    archive      the desk's memory in SQLite, and its `tables`
    supervisor   the roles of this machine as children (`child`), each with its log (`logfile`)
    runfiles     who runs here; health: how they fare; disk: whether theirs is full

Clock, randomness, network and environment live here and above, never below.
"""
