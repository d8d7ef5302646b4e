"""An alert as an HTTP POST, signed as the Standard Webhooks specification says.

The body is `{"type", "timestamp", "data"}`: `development.new` or `development.updated`, the time of the
change, and the alert. `webhook-id` is the alert's id: a receiver that saw it has seen the alert.
"""

from __future__ import annotations

from datetime import UTC, datetime

import aiohttp
import msgspec
from standardwebhooks import Webhook
from standardwebhooks.webhooks import EmptyWebhookSecretError

from pipeline.edge import failures, web
from pipeline.errors import DeliveryError
from pipeline.kit import urls
from pipeline.model import Alert, Subscription

TIME_LIMIT = aiohttp.ClientTimeout(total=10, connect=5)
"""Seconds that a receiver has to take an alert."""
_GONE = 410


def body(alert: Alert) -> bytes:
    """The JSON that is sent and signed."""
    said = {
        "type": f"development.{alert.kind}",
        "timestamp": alert.development.changed_at,
        "data": msgspec.to_builtins(alert),
    }
    return msgspec.json.encode(said)


async def send(alert: Alert, subscription: Subscription, session: aiohttp.ClientSession) -> None:
    """POST the alert; any 2xx is a yes, 410 a no to this and all others, everything else a reason to try again."""
    if not urls.can_be_called(subscription.url):
        raise _no_url(subscription)
    payload = body(alert)
    now = datetime.now(UTC)
    headers = {
        "content-type": "application/json",
        "user-agent": "dealwire",
        "webhook-id": alert.id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": _signature(alert.id, now, payload, subscription),
    }
    try:
        async with session.post(
            subscription.url, data=payload, headers=headers, timeout=TIME_LIMIT, allow_redirects=False
        ) as answer:
            status = answer.status
    except aiohttp.ConnectionTimeoutError as error:
        raise DeliveryError(f"no connection within {TIME_LIMIT.connect:.0f} s", reason="timeout") from error
    except TimeoutError as error:
        raise DeliveryError(f"no answer within {TIME_LIMIT.total:.0f} s", reason="timeout") from error
    except aiohttp.InvalidURL as error:
        raise _no_url(subscription) from error
    except aiohttp.ClientError as error:
        raise DeliveryError(failures.words(error), reason="connection") from error
    except ValueError as error:  # what no host or header can be spelt as; a certificate's error is one, too, above
        raise _no_url(subscription) from error
    if status // 100 != 2:  # noqa: PLR2004 - 2xx
        raise DeliveryError(
            f"the receiver answered {status}",
            reason=f"http-{status}",
            gone=status == _GONE,
            retry_after_for=web.retry_after(answer, now),
        )


def _no_url(subscription: Subscription) -> DeliveryError:
    return DeliveryError(f"{urls.shown(subscription.url)!r} is no URL that can be called", reason="url", final=True)


def _signature(id_: str, now: datetime, payload: bytes, subscription: Subscription) -> str:
    try:
        return str(Webhook(subscription.secret).sign(id_, now, payload.decode()))
    except (ValueError, EmptyWebhookSecretError) as error:  # what is no base64; nothing at all
        raise DeliveryError(
            f"subscription {subscription.id} has no usable secret", reason="secret", final=True
        ) from error
