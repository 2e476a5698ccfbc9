"""Transient statuses: they tell of the way to a handler, or of its state, not of the event.

Another attempt may be answered otherwise, so they use up none of `max_attempts`; only the event's
age bounds them. A status that a handler's own code may well give for one event (403, 404, 500) is
not here. Each has its source; docs/delivery.md shows the table.
"""

from collections.abc import Mapping
from types import MappingProxyType

SUPABASE = "Supabase, HTTP status codes"
CLOUDFLARE = "Cloudflare, 5xx errors"

TRANSIENT_STATUSES: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        401: ("the credentials in the handler's `headers` are not accepted", "RFC 9110, 15.5.2"),
        402: ("the project is restricted", SUPABASE),
        407: ("a proxy wants credentials", "RFC 9110, 15.5.8"),
        408: ("the request did not arrive in time", "RFC 9110, 15.5.9"),
        421: ("the request came to a server that does not answer for it", "RFC 9110, 15.5.20"),
        425: ("sent too early in a connection", "RFC 8470, 5.2"),
        429: ("too many requests", "RFC 6585, 4"),
        502: ("a gateway got no usable answer", "RFC 9110, 15.6.3"),
        503: ("overloaded, or down for a while", "RFC 9110, 15.6.4"),
        504: ("a gateway got no answer in time", "RFC 9110, 15.6.5"),
        507: ("no room to store anything, for a while", "RFC 4918, 11.5"),
        511: ("the network wants a login", "RFC 6585, 6"),
        520: ("the origin's answer was empty or unknown", CLOUDFLARE),
        521: ("the origin refused the connection", CLOUDFLARE),
        522: ("the connection to the origin timed out", CLOUDFLARE),
        523: ("the origin is unreachable", CLOUDFLARE),
        524: ("the origin did not answer in time", CLOUDFLARE),
        525: ("no TLS handshake with the origin", CLOUDFLARE),
        526: ("the origin's certificate is not valid", CLOUDFLARE),
        527: ("the link to the origin failed (Railgun, retired)", CLOUDFLARE),
        528: ("in Cloudflare's range, and not described there", CLOUDFLARE),
        529: ("in Cloudflare's range; others say it when they are overloaded", CLOUDFLARE),
        530: ("with one of its 1xxx errors, such as a name that is not found", CLOUDFLARE),
        540: ("the project is paused", SUPABASE),
        544: ("the project's gateway timed out", SUPABASE),
        546: ("an Edge Function reached a limit of CPU or memory", SUPABASE),
    }
)
"""By status: what it means, and where that is specified."""
