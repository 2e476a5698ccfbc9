"""How a log record carries fields for programs."""

FIELDS = "hookshift_fields"
"""Key of a log record's extra fields, `extra={FIELDS: {...}}`; only the JSON format shows them."""
