"""Several accounts of the same calls, side by side and over time: functions of records alone."""
