"""A webhook receiver in a container: verifies each signature and keeps one line a delivery in /tmp/received.jsonl."""

from __future__ import annotations

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

RECEIVED = Path("/tmp/received.jsonl")


class Receiver(BaseHTTPRequestHandler):
    """Takes POSTs; 400 for a wrong signature."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            Webhook(sys.argv[1]).verify(body, headers)
        except WebhookVerificationError as error:
            self.log_message("refused: %s", error)
            self.send_response(400)
        else:
            with RECEIVED.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"id": headers["webhook-id"], "body": json.loads(body)}) + "\n")
            self.send_response(204)
        self.end_headers()

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(RECEIVED.read_bytes() if RECEIVED.exists() else b"")


if __name__ == "__main__":
    ThreadingHTTPServer(("", 8000), Receiver).serve_forever()
