"""The corridor, walked one way; it knows nothing of Faust.

    Feed -fetch-> Document -parse-> Entry -normalise-> Article =>  sift => detect -Mention=> develop -Development=> alert -Alert=> deliver -> Delivery
    '------------- one process: pipeline.ingest ------------'  => is a Kafka topic; right of the first => everything is a Faust agent

Nouns are frozen values; each door is a verb that takes a noun and returns the next. Time, network, Kafka
and environment exist only at the rim (`edge`, `ingest`, `desk`, `cli`).

Read in this order: model, errors, corridor, wire, stages, edge, ingest, replay, desk, cli; the agents are beside, in
`agents`. `evaluate` says how good it is and learns, `checkup` looks at a watch file, `kit` holds what knows no noun.
"""
