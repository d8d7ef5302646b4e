"""A webhook whose URL nobody can call fails for good, and says so."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.cli import wishes
from pipeline.edge.channels import Post
from pipeline.errors import DeliveryError
from pipeline.model import Subscription
from tests.journeys.installation import SECRET

LONG = f"https://{'a' * 64}.example/"


@pytest.mark.parametrize("url", ["", "https://example..com/", LONG, "https://имя:x@127.0.0.1/"])
async def test_an_impossible_address_is_final(url: str) -> None:
    whose = Subscription(id="s", channel="webhook", url=url, secret=SECRET, created_at=datetime.now(UTC))
    post = Post()
    with pytest.raises(DeliveryError) as caught:
        await post.send(wishes.test_alert(whose), whose)
    await post.close()
    assert (caught.value.reason, caught.value.final) == ("url", True)
