/* Search, filters, facts and table of the network view. It reads the JSON in #network-data and draws with vis-network;
   it changes nothing but the page. */
(function () {
  "use strict";

  var source = document.getElementById("network-data");
  if (!source || !window.vis) return;
  var data = JSON.parse(source.textContent), words = data.words;
  var root = source.closest("[data-network]");
  var $ = function (selector) { return root.querySelector(selector); };
  $(".network-no-script").hidden = true;
  $(".network-live").hidden = false;
  var canvas = $(".network-canvas"), panel = $(".network-panel"), form = $(".network-filters");
  var search = $("#network-search"), hits = $("#network-hits"), body = $(".network-table tbody");
  var rows = new Map(Array.from(body.rows, function (row) { return [row.dataset.id, row]; }));
  var byId = new Map(data.nodes.map(function (node) { return [node.id, node]; }));
  var narrow = canvas.clientWidth < 620;
  var chosen = null, visible = new Set();

  /* --- names: æ, ø and å may be written out (ae, oe, aa) or bare (a, o, a) ---------------------------------------- */

  var SPELT = { "æ": "ae", "ø": "oe", "å": "aa", "ö": "oe", "ä": "ae", "ü": "ue" };
  var BARE = { "æ": "a", "ø": "o", "å": "a" };

  function fold(text, table) {
    var spelt = text.normalize("NFC").toLowerCase().replace(/[æøåöäü]/g, function (letter) { return table[letter] || letter; });
    return spelt.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").split(/[^a-z0-9]+/).filter(Boolean);
  }

  function fits(query, name) {
    return [SPELT, BARE].some(function (table) {
      var asked = fold(query, table), parts = fold(name, table), compact = parts.join("");
      if (!asked.length) return false;
      return compact.startsWith(asked.join("")) || asked.every(function (word) {
        return parts.some(function (part) { return part.startsWith(word); }) || (word.length > 3 && compact.includes(word));
      });
    });
  }

  function found(query) {
    return data.nodes.filter(function (node) {
      return [node.name].concat(node.aliases).some(function (name) { return fits(query, name); });
    });
  }

  /* --- filters ------------------------------------------------------------------------------------------------------ */

  function wanted() {
    return {
      initiative: form.elements.initiative.checked,
      organisation: form.elements.organisation.checked,
      collective: form.elements.collective.checked,
      foundations: form.elements.foundations.value,
      role: form.elements.role.value,
      minimum: Math.max(1, Number(form.elements.minimum.value) || 1)
    };
  }

  function counts(edge, want) {
    var takesPart = edge.relations.includes("participation") && (!want.role || edge.roles.includes(want.role));
    return takesPart || (edge.relations.includes("dependency") && !want.role);
  }

  function isShown(node, want, number) {
    if (node.kind === "initiative") return want.initiative;
    if (number < want.minimum) return false;
    if (node.party) return want[node.kind] && number > 0;
    return want.foundations === "all" ? number > 0 || !want.role : want.foundations === "shared" && number > 1;
  }

  function filter() {
    var want = wanted(), around = new Map();
    data.edges.forEach(function (edge) {
      if (!counts(edge, want)) return;
      if (byId.get(edge.to).party && !edge.relations.includes("participation")) return;
      if (byId.get(edge.from).kind === "initiative") around.set(edge.to, (around.get(edge.to) || 0) + 1);
    });
    visible = new Set(data.nodes.filter(function (node) {
      return isShown(node, want, around.get(node.id) || 0);
    }).map(function (node) { return node.id; }));
    nodes.update(data.nodes.map(function (node) { return { id: node.id, hidden: !visible.has(node.id) }; }));
    edges.update(data.edges.map(function (edge) {
      return { id: edge.id, hidden: !(counts(edge, want) && visible.has(edge.from) && visible.has(edge.to)) };
    }));
    $(".network-nothing").hidden = visible.size > 0;
    $("[data-legend=collective]").hidden = !want.collective;
    list();
  }

  /* Rows of what is shown and, while something is searched for, fits the search. */
  function list() {
    var query = search.value.trim(), fitting = query ? new Set(found(query).map(function (node) { return node.id; })) : null;
    var number = 0;
    rows.forEach(function (row, id) {
      row.hidden = !(fitting ? fitting.has(id) : visible.has(id));
      if (!row.hidden) number += 1;
    });
    $(".network-shown").textContent = [words.shown, number, words.of, rows.size].join(" ");
    emphasise(fitting || (chosen ? around(chosen) : null));
  }

  /* --- the picture ---------------------------------------------------------------------------------------------------- */

  data.edges.forEach(function (edge, index) { edge.id = index; });

  function drawn(node) {
    var letters = narrow ? node.narrow.letters : node.font.size;
    var named = node.first && (!narrow || node.narrow.named);
    return {
      id: node.id, label: narrow ? node.narrow.label : node.label, shape: node.shape, size: node.size, title: node.title, color: node.color,
      shapeProperties: node.shapeProperties || {}, hidden: !node.first,
      x: narrow ? node.narrow.x : node.x, y: narrow ? node.narrow.y : node.y,
      font: Object.assign({}, node.font, { size: letters }),
      scaling: { label: { enabled: false, drawThreshold: !named ? 13 : data.nodes.length > 250 ? 8 : 3 } }
    };
  }

  var nodes = new vis.DataSet(data.nodes.map(drawn)), edges = new vis.DataSet(data.edges);
  var network = new vis.Network(canvas, { nodes: nodes, edges: edges }, data.options);

  function around(id) {
    var near = new Set([id]);
    data.edges.forEach(function (edge) {
      if (edge.from === id) near.add(edge.to);
      if (edge.to === id) near.add(edge.from);
    });
    return near;
  }

  /* What is not in the set is faded; null fades nothing. */
  function emphasise(set) {
    nodes.update(data.nodes.map(function (node) {
      var faded = set && !set.has(node.id);
      return { id: node.id, opacity: faded ? 0.15 : 1, font: { color: faded ? "#c9ced5" : node.font.color } };
    }));
    edges.update(data.edges.map(function (edge) {
      var faded = set && !(set.has(edge.from) && set.has(edge.to) && (!chosen || edge.from === chosen || edge.to === chosen));
      return { id: edge.id, color: { color: edge.color.color, opacity: faded ? 0.12 : 1 } };
    }));
  }

  function fit() {
    var ids = Array.from(visible);
    if (ids.length) network.fit({ nodes: ids, animation: false, maxZoomLevel: 1.4 });
  }

  function zoom(factor) {
    network.moveTo({ scale: Math.min(4, Math.max(0.05, network.getScale() * factor)) });
  }

  function picture() {
    var drawing = canvas.querySelector("canvas"), copy = document.createElement("canvas");
    copy.width = drawing.width;
    copy.height = drawing.height;
    var pen = copy.getContext("2d");
    pen.fillStyle = "#ffffff";
    pen.fillRect(0, 0, copy.width, copy.height);
    pen.drawImage(drawing, 0, 0);
    copy.toBlob(function (blob) {
      var link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = "fyrnet-network.png";
      link.click();
      setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
    });
  }

  /* --- facts about one thing -------------------------------------------------------------------------------------- */

  function element(name, text, attributes) {
    var made = document.createElement(name);
    if (text) made.textContent = text;
    Object.assign(made, attributes || {});
    return made;
  }

  function ties(id) {
    var groups = { takes_part: [], parties: [], builds_on: [], built_on_by: [] };
    data.edges.forEach(function (edge) {
      if (edge.from !== id && edge.to !== id) return;
      var inward = edge.to === id, other = byId.get(inward ? edge.from : edge.to);
      if (edge.relations.includes("participation")) groups[inward ? "takes_part" : "parties"].push([other, edge.roles]);
      if (edge.relations.includes("dependency")) groups[inward ? "built_on_by" : "builds_on"].push([other, []]);
    });
    return groups;
  }

  function tied(entry) {
    var item = element("li"), button = element("button", entry[0].name, { type: "button" });
    button.addEventListener("click", function () { choose(entry[0].id, true); });
    item.append(button);
    var roles = entry[1].filter(function (role) { return role !== "participant"; }).map(function (role) { return words.roles[role] || role; });
    if (roles.length) item.append(" ", element("small", roles.join(", ")));
    return item;
  }

  function tell(node) {
    panel.hidden = false;
    panel.scrollTop = 0;
    panel.replaceChildren(element("h2", node.name), element("p", node.type, { className: "network-kind" }));
    if (node.link) {
      var line = element("p");
      line.append(element("a", words.page, { href: node.link }));
      panel.append(line);
    }
    var groups = ties(node.id);
    Object.keys(groups).forEach(function (name) {
      if (!groups[name].length) return;
      groups[name].sort(function (a, b) { return a[0].name.localeCompare(b[0].name, document.documentElement.lang); });
      var items = element("ul");
      items.append.apply(items, groups[name].map(tied));
      panel.append(element("h3", words[name] + " (" + groups[name].length + ")"), items);
    });
    if (node.aliases.length) panel.append(element("h3", words.also_called), element("p", node.aliases.slice(0, 6).join(" · ")));
    var close = element("button", "×", { type: "button", className: "network-close", title: words.close });
    close.setAttribute("aria-label", words.close);
    close.addEventListener("click", function () { choose(null); });
    panel.prepend(close);
  }

  function choose(id, show) {
    chosen = id;
    rows.forEach(function (row, other) { row.classList.toggle("network-chosen", other === id); });
    if (id === null) {
      network.unselectAll();
      panel.hidden = true;
      list();
      return;
    }
    reveal(id);
    network.selectNodes([id], false);
    if (show && narrow) network.fit({ nodes: Array.from(around(id)).filter(function (one) { return visible.has(one); }), maxZoomLevel: 0.8 });
    else if (show) network.moveTo({ position: network.getPosition(id), scale: Math.max(network.getScale(), 0.9) });
    tell(byId.get(id));
    list();
  }

  /* A thing that the filters hide is shown once it is asked for by name. */
  function reveal(id) {
    if (visible.has(id)) return;
    visible.add(id);
    nodes.update({ id: id, hidden: false });
    edges.update(data.edges.filter(function (edge) {
      return (edge.from === id && visible.has(edge.to)) || (edge.to === id && visible.has(edge.from));
    }).map(function (edge) { return { id: edge.id, hidden: false }; }));
  }

  /* --- what readers do ---------------------------------------------------------------------------------------------- */

  function offer() {
    var query = search.value.trim();
    hits.replaceChildren();
    if (query) {
      var fitting = found(query);
      hits.append(element("p", fitting.length ? fitting.length + " " + words.hits : words.no_hits));
      fitting.slice(0, 8).forEach(function (node) {
        var button = element("button", node.name, { type: "button" });
        button.addEventListener("click", function () { take(node.id); });
        hits.append(button);
      });
    }
    chosen = null;
    list();
  }

  function take(id) {
    search.value = "";
    hits.replaceChildren();
    choose(id, true);
  }

  function sort(button) {
    var column = Number(button.dataset.sort), head = button.closest("th");
    var down = head.getAttribute("aria-sort") === "ascending" || (!head.hasAttribute("aria-sort") && column === 2);
    head.parentNode.querySelectorAll("th").forEach(function (other) { other.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    var compared = Array.from(body.rows).sort(function (a, b) {
      var one = a.cells[column], other = b.cells[column];
      if (one.dataset.value !== undefined) return Number(one.dataset.value) - Number(other.dataset.value);
      return one.textContent.localeCompare(other.textContent, document.documentElement.lang);
    });
    body.append.apply(body, down ? compared.reverse() : compared);
  }

  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.addEventListener("reset", function () {
    setTimeout(function () { hits.replaceChildren(); choose(null); filter(); fit(); });
  });
  form.addEventListener("change", function (event) { if (event.target !== search) { filter(); fit(); } });
  search.addEventListener("input", offer);
  search.addEventListener("keydown", function (event) {
    var first = event.key === "Enter" && search.value.trim() && found(search.value.trim())[0];
    if (event.key === "Enter") event.preventDefault();
    if (first) take(first.id);
    if (event.key === "Escape" && search.value) { search.value = ""; offer(); event.preventDefault(); }
  });
  network.on("click", function (event) { choose(event.nodes.length ? event.nodes[0] : null); });
  network.on("hoverNode", function () { canvas.style.cursor = "pointer"; });
  network.on("blurNode", function () { canvas.style.cursor = ""; });
  root.addEventListener("click", function (event) {
    var button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.find) {
      choose(button.dataset.find, true);
      canvas.scrollIntoView({ block: "center" });
      panel.focus({ preventScroll: true });
    }
    if (button.dataset.sort) sort(button);
    var act = { "in": function () { zoom(1.3); }, out: function () { zoom(1 / 1.3); }, fit: fit, png: picture }[button.dataset["do"]];
    if (act) act();
  });

  if (narrow) $(".network-controls").open = false;
  filter();
  fit();
  if (data.focus) choose(data.focus, true);
  root.network = network; // for whoever wants to try something in the console
  root.dataset.ready = "true";
})();
