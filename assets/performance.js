/* Figures in grids: a figure with its change, sparklines, and cells that lead to the campaign of their row. */
(function () {
  "use strict";
  var formats = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});
  var cells = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  var namespaces = (window.dash_clientside = window.dash_clientside || {});

  function known(value) { return value !== null && value !== undefined && isFinite(value); }

  formats.productPercent = function (value) {
    return known(value) ? (value * 100).toFixed(2).replace("-", "\u2212") + "\u00a0%" : "–";
  };

  // Three significant places, as components.format writes a tile.
  formats.productShort = function (value, sign) {
    if (!known(value)) return "–";
    var size = Math.abs(value), scale = size >= 999500000 ? 1e9 : size >= 999500 ? 1e6 : size >= 9995 ? 1e3 : 1;
    var unit = { 1: "", 1000: "\u00a0k", 1000000: "\u00a0M", 1000000000: "\u00a0bn" }[scale], body = size / scale;
    var places = body === 0 || (!sign && scale === 1) ? 0 : body < 9.995 ? 2 : body < 99.95 ? 1 : 0;
    var text = sign + body.toLocaleString("en", { minimumFractionDigits: places, maximumFractionDigits: places }) + unit;
    return (value < 0 && /[1-9]/.test(text) ? "\u2212" : "") + text;
  };

  // A figure, and below it how it moved: judged by what is good for it, muted where that is usual.
  cells.ProductFigure = function (props) {
    var h = window.React.createElement, moved = props.data[props.column.getColId() + "_change"];
    var text = formats.productChange(moved), usual = props.data[props.column.getColId() + "_usual"];
    var tone = "muted";
    if (known(moved) && text.charAt(0) !== "0" && props.good && usual !== true) tone = (moved > 0) === (props.good === "up") ? "pos" : "neg";
    return h("span", { className: "cell-figure" }, [
      h("span", { key: "v" }, props.valueFormatted || "–"),
      h("small", { key: "c", className: tone, title: usual === true ? "Within the usual" : null }, known(moved) ? text : "–"),
    ]);
  };

  cells.ProductSpark = function (props) {
    var h = window.React.createElement;
    return h("span", {
      className: "draw draw-spark", "data-draw": "spark", "aria-hidden": "true",
      "data-values": JSON.stringify({ values: props.data.spark || [] }),
    });
  };

  namespaces.performance = {
    // On a phone the name takes less room and the newest week is in sight.
    narrow: function (columns, id) {
      if (!columns || !window.dash_ag_grid || window.innerWidth >= 640) return window.dash_clientside.no_update;
      window.dash_ag_grid.getApiAsync(id).then(function (grid) {
        if (grid.isDestroyed()) return;
        grid.setColumnWidths([{ key: "campaign", newWidth: 132 }]);
        if (id === "kpi-weeks-grid") {
          grid.setColumnsVisible(["spend"], false);
          grid.ensureColumnVisible(columns[columns.length - 1].field, "end");
        } else grid.setColumnsVisible(["spark"], false);
      });
      return window.dash_clientside.no_update;
    },
    open: function (clicked, rows) {
      // The name is a link already, and a selected text is not a click.
      if (clicked && clicked.colId !== "campaign" && String(window.getSelection() || "") === "") {
        var row = (rows || []).find(function (one) { return one.key === clicked.rowId; });
        if (row && row.href) window.productGo(row.href);
      }
      return window.dash_clientside.no_update;
    },
  };

  if (window.productPerformance) return;
  window.productPerformance = true;
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || !event.target.matches || !event.target.matches(".heat-grid .ag-cell, .figure-grid .ag-cell")) return;
    var row = event.target.closest(".ag-row"), grid = event.target.closest(".heat-grid, .figure-grid");
    var id = row && row.getAttribute("row-id");
    var link = id && Array.prototype.find.call(grid.querySelectorAll(".ag-row"), function (one) {
      return one.getAttribute("row-id") === id && one.querySelector("a");
    });
    if (link) { event.preventDefault(); link.querySelector("a").click(); }
  });
})();
