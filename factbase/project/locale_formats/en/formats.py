"""Date and time formats of the admin: ISO 8601, in UTC (see FORMAT_MODULE_PATH)."""

DATE_FORMAT = "Y-m-d"
DATETIME_FORMAT = "Y-m-d H:i"
