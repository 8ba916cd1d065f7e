/* Figures: puts the colours of the theme into a figure whose colours are token names ("@chart-plan"), and serves the
   tools of a chart: its table, its data, its picture. */
(function () {
  "use strict";
  var namespaces = (window.dash_clientside = window.dash_clientside || {});
  var charts = {};

  // Those of the chart's own place: a page to print is light whatever the theme.
  function tokens(name) {
    var place = name && document.querySelector('[data-graph="' + name + '"]');
    var style = getComputedStyle(place || document.documentElement), known = {};
    return function (name) {
      if (!(name in known)) known[name] = plotlyColour(style.getPropertyValue("--" + name).trim());
      return known[name];
    };
  }

  // Plotly reads rgba(1,2,3,.4) but not the newer rgb(1 2 3 / .4).
  function plotlyColour(text) {
    var m = /^rgba?\(\s*([\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)\s*[/,]\s*([\d.]+)\s*\)$/.exec(text);
    return m ? "rgba(" + m.slice(1).join(",") + ")" : text;
  }

  function resolve(value, token) {
    if (typeof value === "string") return value.charAt(0) === "@" ? token(value.slice(1)) : value;
    if (Array.isArray(value)) {
      // Long arrays hold data; only texts can be tokens.
      return value.length && typeof value[0] === "number" ? value : value.map(function (v) { return resolve(v, token); });
    }
    if (value && typeof value === "object") {
      var out = {};
      for (var k in value) out[k] = resolve(value[k], token);
      return out;
    }
    return value;
  }

  namespaces.figures = {
    mount: function (stored, waiting, mounted) {
      var drawn = stored && stored.figure && stored.figure.data.length > 0;
      return drawn && !mounted ? waiting : window.dash_clientside.no_update;
    },
    draw: function (stored, state) {
      if (!stored || !stored.figure) return window.dash_clientside.no_update;
      charts[stored.name] = stored;
      // A table that is open follows what its chart shows.
      var open = document.querySelector('[data-graph-table="' + stored.name + '"]:not([hidden])');
      if (open) open.replaceChildren(table(stored.table));
      var figure = stored.figure;
      var layout = state && state.narrow && figure.narrow ? Object.assign({}, figure.layout, figure.narrow) : figure.layout;
      return resolve({ data: figure.data, layout: layout }, tokens(stored.name));
    },
  };

  var MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  function shown(cell, column) {
    if (cell === null || cell === undefined || cell === "") return "–";
    if (column.kind === "date") {
      var p = String(cell).slice(0, 10).split("-");
      return Number(p[2]) + " " + MONTHS[Number(p[1]) - 1] + " " + p[0];
    }
    if (column.kind !== "number") return String(cell);
    return Number(cell).toLocaleString("en", { minimumFractionDigits: column.digits, maximumFractionDigits: column.digits })
      .replace("-", "\u2212");
  }

  function table(data) {
    var t = document.createElement("table");
    t.className = "table";
    var head = t.createTHead().insertRow();
    data.columns.forEach(function (c) {
      var th = document.createElement("th");
      th.scope = "col";
      th.textContent = c.title;
      if (c.kind === "number") th.className = "r";
      head.appendChild(th);
    });
    var body = t.createTBody();
    data.rows.forEach(function (row) {
      var tr = body.insertRow();
      row.forEach(function (cell, i) {
        var td = tr.insertCell();
        td.textContent = shown(cell, data.columns[i]);
        if (data.columns[i].kind === "number") td.className = "r";
      });
    });
    return t;
  }

  function csv(data) {
    function field(cell) {
      if (cell === null || cell === undefined) return "";
      var text = String(cell);
      // A text that starts like a formula is one to a spreadsheet.
      if (typeof cell === "string" && /^[=+\-@|\t\r]/.test(text)) text = "'" + text;
      return /[",\n\r]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
    }
    var lines = [data.columns.map(function (c) { return field(c.title); }).join(",")];
    data.rows.forEach(function (row) { lines.push(row.map(field).join(",")); });
    return lines.join("\r\n") + "\r\n";
  }

  function save(address, file) {
    var a = document.createElement("a");
    a.href = address;
    a.download = file;
    document.body.appendChild(a);
    a.click();
    a.remove();
  }

  var tools = {
    table: function (name, button) {
      var graph = document.querySelector('[data-graph="' + name + '"]');
      var place = document.querySelector('[data-graph-table="' + name + '"]');
      if (!graph || !place || !charts[name]) return;
      var on = place.hidden;
      if (on) place.replaceChildren(table(charts[name].table));
      place.hidden = !on;
      graph.hidden = on;
      button.setAttribute("aria-pressed", String(on));
      button.title = on ? "Show as chart" : "Show as table";
      if (!on) window.dispatchEvent(new Event("resize"));
    },
    csv: function (name) {
      if (!charts[name]) return;
      // The mark at the start tells spreadsheets that the text is UTF-8.
      var blob = new Blob(["\ufeff", csv(charts[name].table)], { type: "text/csv;charset=utf-8" });
      var address = URL.createObjectURL(blob);
      save(address, name + ".csv");
      setTimeout(function () { URL.revokeObjectURL(address); }, 1000);
    },
    png: function (name) {
      var plot = document.querySelector('[data-graph="' + name + '"] .js-plotly-plot');
      if (!plot || !window.Plotly) return;
      var surface = tokens(name)("surface");
      var layout = Object.assign({}, plot.layout, { paper_bgcolor: surface, plot_bgcolor: surface });
      window.Plotly.toImage({ data: plot.data, layout: layout },
        { format: "png", width: plot.clientWidth, height: plot.clientHeight, scale: 2 })
        .then(function (address) { save(address, name + ".png"); });
    },
  };

  if (!window.productFigures) {
    window.productFigures = { resolve: resolve, csv: csv, plotlyColour: plotlyColour };
    document.addEventListener("click", function (event) {
      var button = event.target.closest && event.target.closest("[data-chart-tool]");
      if (button) tools[button.dataset.chartTool](button.dataset.chart, button);
    });
  }
})();
