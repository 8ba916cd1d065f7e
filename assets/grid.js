/* Grids: how cells are written and drawn, channels that stay together, search, export. */
(function () {
  "use strict";
  var formats = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});
  var cells = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  var namespaces = (window.dash_clientside = window.dash_clientside || {});

  function known(value) { return value !== null && value !== undefined && isFinite(value); }
  function digits(value, places) {
    return Math.abs(value).toLocaleString("en", { minimumFractionDigits: places, maximumFractionDigits: places });
  }
  function minus(value, text) { return value < 0 && /[1-9]/.test(text) ? "\u2212" + text : text; }

  formats.productMoney = function (value, sign, places) {
    if (!known(value)) return "–";
    // An amount below one is not nothing.
    if (!places && Math.abs(value) < 10 && !Number.isInteger(value)) places = 2;
    return minus(value, sign + digits(value, places || 0));
  };
  formats.productNumber = function (value, places) { return known(value) ? minus(value, digits(value, places || 0)) : "–"; };
  formats.productShare = function (value) { return known(value) ? digits(value * 100, 0) + "\u00a0%" : "–"; };
  formats.productChange = function (value) {
    if (!known(value)) return "–";
    var percent = value * 100, places = Math.abs(percent) < 9.95 ? 1 : 0, text = digits(percent, places) + "\u00a0%";
    if (!/[1-9]/.test(text)) return "0\u00a0%";
    // Above tenfold, a percentage says nothing to anybody.
    if (value >= 9) return "×\u00a0" + digits(value + 1, 0);
    return (value < 0 ? "\u2212" : "+") + text;
  };

  // Channel totals stay above their campaigns, and the channels stand in the order of their totals.
  formats.productGroups = function (params) {
    var nodes = params.nodes, groups = [], byChannel = {};
    if (!nodes.some(function (n) { return n.data.is_total; })) return;
    nodes.forEach(function (node) {
      var channel = node.data.channel;
      if (!byChannel[channel]) byChannel[channel] = { total: null, rows: [], at: Infinity };
      if (node.data.is_total) { byChannel[channel].total = node; groups.push(byChannel[channel]); }
      else byChannel[channel].rows.push(node);
    });
    var at = 0;
    groups.forEach(function (group) {
      [group.total].concat(group.rows).forEach(function (node) { nodes[at++] = node; });
    });
    // Rows whose total was filtered away come last.
    Object.keys(byChannel).forEach(function (c) {
      if (!byChannel[c].total) byChannel[c].rows.forEach(function (node) { nodes[at++] = node; });
    });
  };

  cells.ProductCampaign = function (props) {
    var h = window.React.createElement, data = props.data;
    var dot = data.tone ? h("span", { className: "dot " + data.tone, "aria-hidden": "true", key: "d" }) : null;
    if (!data.href) return h("span", { className: "cell-name strong" }, [dot, h("span", { key: "n" }, props.value)]);
    return h("span", { className: "cell-name" }, [dot, h("a", {
      key: "n",
      href: data.href,
      onClick: function (event) {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
        event.preventDefault();
        window.productGo(data.href);
      },
    }, props.value), data.note ? h("span", { className: "chip chip-warn", key: "c", title: "The likely range is as wide as the value itself." }, data.note) : null]);
  };

  cells.ProductRange = function (props) {
    var h = window.React.createElement, d = props.data, value = props.value;
    if (!known(value)) return h("span", { className: "muted" }, "–");
    var text = digits(d[props.lower], 2) + "\u00a0–\u00a0" + digits(d[props.upper], 2);
    var drawn = { low: d[props.lower], mid: value, high: d[props.upper], from: props.from, to: props.to, role: "today" };
    return h("span", { className: "cell-range" }, [
      h("span", { key: "t" }, text),
      h("span", { key: "d", className: "draw draw-interval", "data-draw": "interval", "data-values": JSON.stringify(drawn), "aria-hidden": "true" }),
    ]);
  };

  cells.ProductChange = function (props) {
    var h = window.React.createElement, value = props.value, text = formats.productChange(value);
    var tone = !known(value) || text.charAt(0) === "0" ? "muted" : value > 0 ? "pos" : "neg";
    return h("span", { className: tone }, text);
  };

  function api(id) { return window.dash_ag_grid && window.dash_ag_grid.getApi(id); }

  // Where the columns do not fit, the least needed ones are left out, in the order of context.drop.
  var shown = null;
  function fit() {
    if (!shown) return Promise.resolve([]);
    return window.dash_ag_grid.getApiAsync(shown.id).then(function (grid) {
      var place = document.getElementById(shown.id);
      if (!place || grid.isDestroyed()) return [];
      var columns = shown.definitions.filter(function (c) { return !c.hide; });
      // A wide grid gives names the room that they ask for before it shows the least needed columns.
      var roomy = place.clientWidth >= 800;
      function width(c) { return (roomy && c.context && c.context.room) || c.width || c.minWidth || 100; }
      var need = columns.reduce(function (sum, c) { return sum + width(c); }, 0);
      var optional = columns.filter(function (c) { return c.context && c.context.drop; })
        .sort(function (a, b) { return a.context.drop - b.context.drop; });
      var visible = [], left = [];
      optional.forEach(function (c) {
        if (need > place.clientWidth) { left.push(c.field); need -= width(c); } else visible.push(c.field);
      });
      grid.setColumnsVisible(visible, true);
      grid.setColumnsVisible(left, false);
      return left;
    });
  }
  var later;
  addEventListener("resize", function () { clearTimeout(later); later = setTimeout(fit, 120); });

  namespaces.grid = {
    // A link may bring a search with it: then the field is there before the grid is.
    find: function (text, id) {
      if (!window.dash_ag_grid) return;
      window.dash_ag_grid.getApiAsync(id).then(function (grid) {
        if (!grid.isDestroyed()) grid.setGridOption("quickFilterText", text || "");
      });
    },

    widths: function (definitions, id) {
      if (!definitions || !window.dash_ag_grid) return window.dash_clientside.no_update;
      shown = { definitions: definitions, id: id };
      return fit();
    },
  };

  function csv(grid) {
    function field(cell) {
      if (cell === null || cell === undefined) return "";
      var text = String(cell);
      if (typeof cell === "string" && /^[=+\-@|\t\r]/.test(text)) text = "'" + text;
      return /[",\n\r]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
    }
    // Every column that the grid holds, also those that a narrow screen does not show.
    var columns = grid.getColumns().map(function (c) { return c.getColDef(); }).filter(function (c) { return c.field; });
    var lines = [columns.map(function (c) { return field((c.context && c.context.csv) || c.headerName); }).join(",")];
    grid.forEachNodeAfterFilterAndSort(function (node) {
      if (!node.data.is_total) lines.push(columns.map(function (c) { return field(node.data[c.field]); }).join(","));
    });
    return lines.join("\r\n") + "\r\n";
  }

  if (!window.productGrid) {
    window.productGrid = { csv: csv };
    document.addEventListener("click", function (event) {
      var button = event.target.closest && event.target.closest("[data-grid-csv]");
      var grid = button && api(button.dataset.gridCsv);
      if (!grid) return;
      var address = URL.createObjectURL(new Blob(["\ufeff", csv(grid)], { type: "text/csv;charset=utf-8" }));
      var a = document.createElement("a");
      a.href = address;
      a.download = button.dataset.gridCsv + ".csv";
      document.body.appendChild(a);
      a.click();
      a.remove();
      setTimeout(function () { URL.revokeObjectURL(address); }, 1000);
    });
  }
})();
