"""How the admin writes dates and times: as ISO 8601 does, in UTC. Django finds them here (FORMAT_MODULE_PATH)."""

DATE_FORMAT = "Y-m-d"
DATETIME_FORMAT = "Y-m-d H:i"
