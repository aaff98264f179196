"""Reads a calendar with Python's icalendar and says what it holds.

Standard input has one calendar a line, in base64. Standard output has one JSON object a line: the calendar's name and
its events, with the moments that the library reads from their local times. The library leaves escapes in the names
of calendars, so names are without them.
"""

import base64
import json
import sys
from datetime import timezone

from icalendar import Calendar


def moment(value):
    return value.dt.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def read(event):
    categories = event.get("CATEGORIES")
    return {
        "uid": str(event["UID"]),
        "stamp": moment(event["DTSTAMP"]),
        "sequence": int(event["SEQUENCE"]),
        "status": str(event["STATUS"]),
        "from": moment(event["DTSTART"]),
        "to": moment(event["DTEND"]),
        "zone": event["DTSTART"].params["TZID"],
        "summary": str(event["SUMMARY"]),
        "location": str(event.get("LOCATION", "")),
        "description": str(event.get("DESCRIPTION", "")),
        "categories": [str(category) for category in categories.cats] if categories else [],
    }


for line in sys.stdin:
    calendar = Calendar.from_ical(base64.b64decode(line))
    faults = [str(error) for component in calendar.walk() for error in component.errors]
    answer = {
        "name": str(calendar.get("NAME", "")),
        "zones": [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")],
        "events": [read(event) for event in calendar.walk("VEVENT")],
        "faults": faults,
    }
    print(json.dumps(answer))
