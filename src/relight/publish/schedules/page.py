"""The page that lists all feeds with the age of their data; it opens from a folder, without a server or scripts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from jinja2 import Environment, StrictUndefined

from relight.publish.schedules.phrases import PHRASES

PAGE = """\
<!DOCTYPE html>
<html lang="{{ language }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ words.title }} · {{ region }}</title>
<style>
body { font: 16px/1.5 sans-serif; max-width: 66em; margin: 1em auto; padding: 0 1em; color: #1a1a1a; background: #fff }
h1, h2, h3 { line-height: 1.2 } .card { overflow-x: auto } .card svg { max-width: 100%; min-width: 44em; height: auto }
.old .supply, .old .card { display: none }
.stale { border: 3px solid #b0006d; padding: .5em 1em; font-size: 1.4em; font-weight: bold }
table { border-collapse: collapse } td, th { padding: .15em .8em .15em 0; text-align: left; vertical-align: top }
a { color: #064f8c }
</style>
</head>
<body>
<h1>{{ words.title }} · {{ region }}</h1>
<p>{% if issued -%}
<time datetime="{{ issued.isoformat() }}" id="issued">{{ issued_text }}</time> ({{ clock }}).
{{ words.age }}: <span id="age">{{ age_text }}</span>.{% else %}{{ words.not_issued }}.{% endif +%}
{{ words.reload }}</p>
<p class="stale" id="stale"{% if not stale %} hidden{% endif %}>{{ words.stale }}</p>
<p>{{ words.unknown_note }} {{ words.calendar_note }}</p>
<p><a href="schedule.csv">CSV</a></p>
{% for zone in zones %}
<h2>{{ words.zone }} {{ zone.name }}</h2>
<p>JSON: <a href="yasno/{{ zone.slug }}.json">Yasno</a>, <a href="gpv/{{ zone.slug }}.json">DTEK/GPV</a>.
{{ words.all }}: <a href="cards/{{ zone.slug }}-all-today.svg">{{ words.today }}</a>,
<a href="cards/{{ zone.slug }}-all-tomorrow.svg">{{ words.tomorrow }}</a></p>
<div class="card">{{ zone.today }}</div>
<table>
<thead><tr><th>{{ words.group }}</th><th>{{ words.feeds }}</th><th></th></tr></thead>
<tbody>
{% for group in zone.groups %}
<tr><th scope="row">{{ group.name }}</th>
<td>{% if group.calendar %}<a href="calendars/{{ zone.slug }}-{{ group.slug }}.ics">ICS</a>, {% endif -%}
<a href="cards/{{ zone.slug }}-{{ group.slug }}.svg">SVG</a></td>
<td>{% for start, end, state in group.pieces %}
<span{% if state in ("on", "likely_on") %} class="supply"{% endif %}>{{ start.strftime("%d.%m %H:%M") }}–
{{- end.strftime("%d.%m %H:%M") }}
{{ words[state] }}<br></span>{% endfor %}</td></tr>
{% endfor %}
</tbody>
</table>
{% endfor %}
<script>
(function () {
  var issued = document.getElementById("issued");
  if (!issued) { return; }
  function show() {
    var minutes = Math.max(0, Math.round((Date.now() - Date.parse(issued.getAttribute("datetime"))) / 60000));
    document.getElementById("age").textContent = Math.floor(minutes / 60) + " h " + (minutes % 60) + " min";
    var stale = minutes > {{ stale_minutes }};
    document.getElementById("stale").hidden = !stale;
    document.body.classList.toggle("old", stale); // what was promised when it was new is taken back
  }
  show();
  setInterval(show, 60000);
})();
</script>
</body>
</html>
"""


def feeds_page(content: Mapping[str, Any]) -> str:
    """The page as HTML; drawings stand in it, so that it shows the day without any other file."""
    words = PHRASES[content["language"]]
    issued, age = content["issued"], content["age"]
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(PAGE.replace("{{ zone.today }}", "{{ zone.today | safe }}"))
    return template.render(
        {
            **content,
            "words": words,
            "issued_text": "" if issued is None else words["issued"].format(time=issued.strftime("%d.%m.%Y %H:%M")),
            "age_text": "" if age is None else _duration(age),
        }
    )


def _duration(age: timedelta) -> str:
    minutes = max(0, round(age / timedelta(minutes=1)))
    return f"{minutes // 60} h {minutes % 60} min"
