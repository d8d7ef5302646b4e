"""Puts the articles of stdin, JSON Lines, on `articles.v1`, as any program may; runs in a container of the image."""

from __future__ import annotations

import sys

from pipeline import corridor, settings, wire
from pipeline.edge import interchange
from pipeline.edge.broker import clients
from pipeline.model import Article


def main() -> None:
    """Exit 1 if a line is no article."""
    producer = clients.producer(settings.read())
    for article in interchange.articles(["-"], sys.stdin.buffer):
        if not isinstance(article, Article):
            sys.exit(f"{article.place} is no article with a date of its own")
        producer.send(corridor.ARTICLES.name, key=article.id.encode(), value=wire.encode(article)).get(timeout=30)
        print(article.id)
    producer.close()


if __name__ == "__main__":
    main()
