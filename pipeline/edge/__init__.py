"""All that touches the world: the web, Kafka, the channels, the files a person gives us.

    web          HTTP out: the feeds
    broker       Kafka: its clients, our topics, configuration read whole, and a Kafka of our own
    channels     HTTP out: the alerts
    seeds        the files a person edits
    interchange  articles as files and lines: rows (JSON), documents (text, pages)

Clock, randomness, network and environment live here and above, never below.
"""
