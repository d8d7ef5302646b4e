"""Ways by which an alert leaves: one module a channel, each with `async send(alert, subscription, session)`.

A channel returns when the other side has the alert, and raises `DeliveryError` with a reason when not.
"""

from __future__ import annotations

import aiohttp

from pipeline.edge import names
from pipeline.edge.channels import webhook
from pipeline.errors import DeliveryError
from pipeline.model import Alert, Subscription

UNKNOWN_TRIES = 2
"""Tries of an alert whose subscription is not known (here, yet): after them it was removed."""


class Post:
    """The office that hands alerts to their channels over one HTTP session; made inside a running loop."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def attempt(self, alert: Alert, subscription: Subscription | None, attempts: int) -> DeliveryError | None:
        """Try once; None when the other side has it."""
        try:
            await self.send(alert, subscription, attempts)
        except DeliveryError as error:
            return error
        return None

    async def send(self, alert: Alert, subscription: Subscription | None, attempts: int = 0) -> None:
        """Send by the subscription's channel, or raise `DeliveryError`.

        Alerts of the console need no act: `dealwire up` reads them off the topic.
        """
        if subscription is None:
            final = attempts + 1 >= UNKNOWN_TRIES
            raise DeliveryError(f"no subscription {alert.subscription}", reason="unknown-subscription", final=final)
        if subscription.channel == "webhook":
            if self._session is None:
                self._session = aiohttp.ClientSession(connector=names.connector())
            await webhook.send(alert, subscription, self._session)

    async def close(self) -> None:
        """Let go of the connections."""
        if self._session is not None:
            await self._session.close()
