"""The page that lists all feeds with the age of their data; it opens from a folder, without a server or scripts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from jinja2 import Environment, StrictUndefined

from relight.publish.clock_times import clock_time
from relight.publish.schedules.phrases import PHRASES

PAGE = """\
<!DOCTYPE html>
<html lang="{{ language }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ words.title }} · {{ region }}</title>
<style>
:root { color-scheme: light dark }
body { font: 16px/1.5 sans-serif; max-width: 66em; margin: 1em auto; padding: 0 1em; color: #1a1a1a; background: #fff }
h1, h2, h3 { line-height: 1.2 } h2 { border-top: 2px solid #9a9a9a; padding-top: .5em }
h3 { margin: 1em 0 0; font-size: 1em } nav p { margin: .2em 0 } nav a { display: inline-block; padding: .2em .35em }
tr:target { outline: 3px solid #b35900; outline-offset: 3px }
.days { display: flex; flex-wrap: wrap; gap: 1em } .card svg { max-width: 100%; height: auto; display: block }
.old .supply, .old .card { display: none } .old h3 { display: none } .over { display: none }
.now { font-weight: bold; background: #fff3b0; color: #1a1a1a }
.stale { border: 3px solid #b0006d; padding: .5em 1em; font-size: 1.4em; font-weight: bold }
table { border-collapse: collapse; width: 100% } tr { border-top: 1px solid #c8c8c8 }
td, th { padding: .3em .8em .3em 0; text-align: left; vertical-align: top } thead tr { border: 0 }
.times span { display: inline-block; padding: 0 .3em } .feeds { white-space: nowrap }
.times b { display: block; font-weight: normal; color: #555 } .state { color: inherit }
a { color: #064f8c }
@media (max-width: 40em) {
  body { margin: .5em auto; padding: 0 .6em } h1 { font-size: 1.4em } thead { display: none }
  tr { display: grid; grid-template-columns: 4em 1fr } .times { grid-column: 1 / 3 } .times span { display: block }
}
@media (prefers-color-scheme: dark) {
  body { color: #e6e6e6; background: #16181b } a { color: #8ec5ff } .times b { color: #b0b0b0 }
  tr { border-color: #444 } .now { background: #4d4416; color: #fff } .stale { border-color: #ff5cb8 }
  .card .paper, .card .unknown { fill: #16181b } .card .ink, .card .on-unknown { fill: #e6e6e6 }
  .card .on { fill: #cbb95a } .card .likely_on { fill: #8f854c } .card .on-likely_on { fill: #fff }
  .card .confirmed { fill: #000 } .card .preliminary { fill: #5c5c5c }
}
@media print { body { max-width: none } tr { break-inside: avoid } }
</style>
</head>
<body>
<h1>{{ words.title }} · {{ region }}</h1>
<p>{% if issued -%}
<time datetime="{{ issued.isoformat() }}" id="issued">{{ issued_text }}</time> ({{ clock }}).
<span id="age-of">{{ words.age_then }}</span>: <span id="age">{{ age_text }}</span>.
{%- else %}{{ words.not_issued }}.{% endif +%}
{{ words.reload }}</p>
<p id="no-script"><b>{{ no_script }}</b></p>
<p class="stale" id="stale"{% if not stale %} hidden{% endif %}>{{ words.stale }}</p>
<p>{{ words.plan_note }} {{ words.unknown_note }} {{ words.calendar_note }}</p>
<p>{{ words.table }}: <a href="schedule.csv">CSV</a>.</p>
<nav aria-label="{{ words.groups }}">
{% for zone in zones %}
<p><b>{{ zone.name }}</b>
{% for group in zone.groups %}
<a href="#{{ zone.slug }}-{{ group.slug }}">{{ group.name }}</a>
{% endfor %}</p>
{% endfor %}
</nav>
{% for zone in zones %}
<h2>{{ words.zone }} {{ zone.name }}</h2>
<div class="days">
{% for svg in zone.cards %}
<div class="card"><h3>{{ words.today if loop.first else words.tomorrow }}, {{ days[loop.index0] }}</h3>
{{ svg | safe }}</div>
{% endfor %}
</div>
<p>{{ words.all }}:
{% for name in ("today", "tomorrow") %}
{{ words[name] }}
<a href="cards/{{ zone.slug }}-all-{{ name }}.svg">SVG</a>
{%- if png %}, <a href="cards/{{ zone.slug }}-all-{{ name }}.png">PNG</a>{% endif %}
{{- "; " if not loop.last else ". " }}
{% endfor %}
{{ words.data }}: <a href="yasno/{{ zone.slug }}.json">Yasno</a>, <a href="gpv/{{ zone.slug }}.json">DTEK/GPV</a>.</p>
<table>
<thead><tr><th>{{ words.group }}</th><th>{{ words.feeds }}</th><th>{{ words.times }}</th></tr></thead>
<tbody>
{% for group in zone.groups %}
<tr id="{{ zone.slug }}-{{ group.slug }}"><th scope="row">{{ group.name }}</th>
<td class="feeds">{% if group.calendar %}<a href="calendars/{{ zone.slug }}-{{ group.slug }}.ics">ICS</a>, {% endif -%}
<a href="cards/{{ zone.slug }}-{{ group.slug }}.svg">SVG</a>
{%- if png %}, <a href="cards/{{ zone.slug }}-{{ group.slug }}.png">PNG</a>{% endif %}</td>
<td class="times">{% for day in group.days %}
<b>{{ day.name }}</b>
{% for piece in day.pieces %}
<span class="piece{% if piece.state in ("on", "likely_on") %} supply{% endif %}" data-begin="{{ piece.begin }}"
 data-end="{{ piece.end }}">{{ piece.text }} {{ words[piece.state] }}</span>
{% endfor %}{% endfor %}</td></tr>
{% endfor %}
</tbody>
</table>
{% endfor %}
<script>
(function () {
  var issued = document.getElementById("issued");
  function each(selector, call) { Array.prototype.forEach.call(document.querySelectorAll(selector), call); }
  function show() {
    var now = Date.now();
    each(".piece", function (piece) {
      var begin = Date.parse(piece.getAttribute("data-begin")), end = Date.parse(piece.getAttribute("data-end"));
      piece.classList.toggle("over", end <= now);
      piece.classList.toggle("now", begin <= now && now < end);
    });
    if (!issued) { return; }
    var minutes = Math.max(0, Math.round((now - Date.parse(issued.getAttribute("datetime"))) / 60000));
    document.getElementById("age-of").textContent = {{ words.age | tojson }};
    document.getElementById("age").textContent = {{ words.duration | tojson }}
      .replace("{hours}", Math.floor(minutes / 60)).replace("{minutes}", minutes % 60);
    var stale = {{ stale | tojson }} || minutes > {{ stale_minutes }};
    document.getElementById("stale").hidden = !stale;
    document.body.classList.toggle("old", stale); // what was promised when it was new is taken back
  }
  document.getElementById("no-script").hidden = true;
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
    template = environment.from_string(PAGE)
    return template.render(
        {
            **content,
            "words": words,
            "no_script": words["no_script"].format(hours=round(content["stale_minutes"] / 60)),
            "issued_text": "" if issued is None else words["issued"].format(time=_moment(issued, words)),
            "age_text": "" if age is None else _duration(age, words["duration"]),
        }
    )


def _moment(issued: datetime, words: Mapping[str, str]) -> str:
    return f"{issued:%d.%m.%Y} {clock_time(issued, words)}"


def _duration(age: timedelta, words: str) -> str:
    minutes = max(0, round(age / timedelta(minutes=1)))
    return words.format(hours=minutes // 60, minutes=minutes % 60)
