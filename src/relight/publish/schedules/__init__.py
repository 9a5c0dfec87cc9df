"""Feeds of a rota: calendars, the JSON shapes that phones read, CSV, cards, and a page that lists them."""
