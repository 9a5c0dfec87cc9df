// Moves map, figures and curves along the hours ahead. Without it the page shows the same as still pictures and tables.
(function () {
  "use strict";
  var data = JSON.parse(document.getElementById("data").textContent);
  var service = document.getElementById("service"), slot = document.getElementById("slot");
  var time = document.getElementById("time"), shown = document.getElementById("shown");
  var cursors = document.querySelectorAll("svg.chart .cursor");
  var large = document.querySelectorAll("svg.map.large g[data-place]");
  var names = document.querySelectorAll("svg.map.large text.name:not(.over)");
  var lines = document.querySelectorAll("#districts tr[data-place]");

  function unrun(encoded) {
    var values = [];
    for (var i = 0; i < encoded.length; i += 2) for (var n = 0; n < encoded[i + 1]; n++) values.push(encoded[i]);
    return values;
  }
  var series = {};
  function without(name) {
    if (!series[name]) series[name] = data.without[name].map(unrun);
    return series[name];
  }
  var edges = {};
  function bands(name) {
    if (!edges[name]) edges[name] = data.bands[name].map(function (pair) { return pair.map(unrun); });
    return edges[name];
  }
  function span(pair, at) {
    if (!pair || at === 0) return "";
    var low = people(pair[0][at]), high = people(pair[1][at]);
    return low === high ? "" : low + "–" + high;
  }
  function people(value) {
    if (value >= 1000) {
      var step = Math.pow(10, Math.floor(Math.log10(value)) - 2);
      value = Math.floor(value / step + 0.5) * step;
    }
    return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, data.texts.thousands);
  }
  function share(part, whole) {
    var percent = 100 * part / whole;
    if (percent > 0 && percent < 1) return "<1\u00a0%";
    if (percent > 99 && percent < 100) return ">99\u00a0%";
    return Math.round(percent) + "\u00a0%";
  }
  function letter(part, whole) {
    if (whole < 1) return data.unknown;
    return data.letters[data.limits.filter(function (limit) { return part / whole >= limit; }).length];
  }

  function show() {
    var at = Number(slot.value), name = service.value, values = without(name), modelled = data.modelled[name];
    var total = unrun(data.totals[name])[at], band = bands(name), around = span(band[0], at);
    time.textContent = data.times[at] + (at === 0 ? " (" + data.texts.now + ")" : "");
    slot.setAttribute("aria-valuetext", time.textContent);
    shown.textContent = service.options[service.selectedIndex].text + ", " + time.textContent + ": " +
      people(total) + " (" + share(total, data.all[name]) + ")" + (around ? ", P10–P90 " + around : "");
    large.forEach(function (area) {
      var place = Number(area.dataset.place), part = values[place][at], mark = letter(part, modelled[place]);
      area.setAttribute("class", mark);
      area.querySelector("text").textContent = mark;
      area.querySelector("title").textContent = data.districts[place] + ": " +
        (modelled[place] < 1 ? data.texts.not_modelled : people(part) + " (" + share(part, modelled[place]) + ")");
    });
    names.forEach(function (name) {
      var place = Number(name.dataset.place);
      name.setAttribute("class", "name " + letter(values[place][at], modelled[place]));
    });
    lines.forEach(function (line) {
      var place = Number(line.dataset.place), mark = letter(values[place][at], modelled[place]);
      var chip = line.querySelector(".chip");
      chip.className = "chip " + mark;
      chip.textContent = mark;
      line.querySelectorAll("td.number").forEach(function (cell, i) {
        var where = i === 0 ? at : data.ahead[i], note = cell.querySelector("small");
        cell.querySelector("span").textContent = modelled[place] < 1 ? "–" : people(values[place][where]);
        if (note) note.textContent = modelled[place] < 1 ? "" : span(band[place + 1], where);
      });
    });
    document.getElementById("chosen").textContent = at === 0 ? data.texts.head : data.times[at];
    var x = data.span[0] + data.shares[at] * (data.span[1] - data.span[0]);
    cursors.forEach(function (cursor) {
      cursor.setAttribute("x1", x);
      cursor.setAttribute("x2", x);
      cursor.style.display = at === 0 ? "none" : "inline";
    });
  }

  function old() {
    var minutes = Math.floor((Date.now() - Date.parse(data.start)) / 60000);
    if (minutes < data.old_after) return;
    var days = Math.floor(minutes / 1440), hours = Math.floor(minutes / 60);
    var age = days >= 2 ? days + " " + data.units.days : hours + " " + data.units.hours;
    var note = document.getElementById("old");
    note.textContent = data.texts.old.replace("{time}", data.as_of).replace("{age}", age);
    note.hidden = false;
  }

  data.services.forEach(function (item) { service.add(new Option(item.label, item.id)); });
  service.value = data.first;
  slot.max = data.times.length - 1;
  var find = document.getElementById("find");
  if (find) find.addEventListener("change", function () {
    var row = document.getElementById("back-rows").querySelectorAll("tbody tr")[Number(find.value)];
    document.querySelectorAll("tr.found").forEach(function (other) { other.classList.remove("found"); });
    if (!row) return;
    row.classList.add("found");
    row.scrollIntoView({ block: "center" });
  });
  var group = document.getElementById("find-group");
  if (group) group.addEventListener("change", function () {
    var picked = group.value.split(" ").map(Number), all = group.value === "";
    group.closest("section").classList.toggle("picked", !all);
    document.querySelectorAll("details.zone").forEach(function (zone, i) {
      var here = i === picked[0];
      zone.classList.toggle("other", !all && !here);
      if (all || here) zone.open = all ? i === 0 : true;
      zone.querySelectorAll("tbody tr").forEach(function (row, n) { row.classList.toggle("other", !all && n !== picked[1]); });
    });
  });
  document.querySelectorAll("table.rota .hours").forEach(function (day) {
    var begin = Date.parse(day.dataset.begin), end = Date.parse(day.dataset.end), now = Date.now();
    var column = day.closest("th").cellIndex;
    if (now >= begin && now < end) day.closest("table").querySelectorAll("tbody tr").forEach(function (row) {
      var mark = document.createElement("i");
      mark.className = "here";
      mark.style.left = 100 * (now - begin) / (end - begin) + "%";
      row.cells[column].querySelector(".strip").append(mark);
    });
  });
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details.zone").forEach(function (zone) { zone.open = true; });
  });
  service.addEventListener("change", show);
  slot.addEventListener("input", show);
  show();
  old();
}());
