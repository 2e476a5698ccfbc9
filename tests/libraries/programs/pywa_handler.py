"""pywa, behind the smallest server there is: what Flask and FastAPI would pass on to it."""

import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from pywa import WhatsApp, types

client = WhatsApp(
    phone_id="106540352242922", token="t", server=None, app_secret=sys.argv[2], verify_token="v"
)


@client.on_message
def on_message(_: WhatsApp, message: types.Message) -> None:
    """Each message that a handler of pywa's gets."""
    print(f"FROM {message.from_user.wa_id} {message.text}", flush=True)
    print(f"EVENT {message.text}", flush=True)
    if message.text and "fails" in message.text:
        raise ValueError("what a handler of one's own may raise")


@client.on_message_status
def on_status(_: WhatsApp, status: types.MessageStatus) -> None:
    """Each status that a handler of pywa's gets."""
    print(f"EVENT {status.status.value} {status.id}", flush=True)


class Handler(BaseHTTPRequestHandler):
    """One webhook."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        refused = client.webhook_update_validator(body, self.headers["x-hub-signature-256"])
        text, status = refused or client.webhook_update_handler(body)
        self.send_response(status)
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_args: Any) -> None:
        """Quiet."""


server = HTTPServer(("127.0.0.1", 0), Handler)
print(f"PORT {server.server_port}", flush=True)
server.serve_forever()
