// Corrections: edit boxes in the card, and the file that they make for `dealsift run --corrections FILE`. The file takes
// over what the run was already given, so that the newest one always holds all.

/// deal id -> path as the article was read -> new text; `drop` for what goes.
const edits = new Map();
let editing = false;

const CHOICES = {
  status: STATUSES, role: ROLES, modality: ["exact", "approx", "min", "max"], scope: ["total", "unit", "part", "annual"],
  primary: ["true", "false"], optional: ["true", "false"],
};

const parse = (path) => path.match(/^(\w+)\[(\d+)\](.*)$/);

/// Numbers of the entries of a list that corrections took out, as the article was read.
function takenOut(deal, list) {
  return deal.corrections.map((it) => it.to === null && parse(it.field)).filter((at) => at && at[1] === list && !at[3]).map((at) => Number(at[2])).sort((a, b) => a - b);
}

/// Paths in the record count the entries that are left; paths in the file count those that were read.
function readPath(deal, path) {
  const at = parse(path);
  if (!at) return path;
  let n = Number(at[2]);
  for (const gone of takenOut(deal, at[1])) if (gone <= n) n += 1;
  return `${at[1]}[${n}]${at[3]}`;
}

function currentPath(deal, path) {
  const at = parse(path);
  if (!at || !at[3]) return path;
  const n = Number(at[2]);
  const before = takenOut(deal, at[1]).filter((gone) => gone < n).length;
  return `${at[1]}[${n - before}]${at[3]}`;
}

/// What the article was read as, before any correction.
function wasRead(deal, path) {
  const first = deal.corrections.find((it) => it.field === readPath(deal, path));
  return first ? first.from || "" : valueOf(deal, path);
}

const editsOf = (deal) => edits.get(deal.id) || new Map();

function edit(deal, path, value, shown) {
  const mine = editsOf(deal);
  const key = readPath(deal, path);
  if (value === shown) mine.delete(key);
  else mine.set(key, { value, was: path === "deal" ? "" : wasRead(deal, path) });
  if (mine.size) edits.set(deal.id, mine);
  else edits.delete(deal.id);
  drawEdits();
}

/// Entries that edit boxes add behind those that there are.
function added(deal, list) {
  const numbers = [...editsOf(deal).keys()].map(parse).filter((at) => at && at[1] === list).map((at) => Number(at[2]) - takenOut(deal, list).length - deal[list].length + 1);
  return Math.max(0, ...numbers);
}

function editor(deal, path) {
  const shown = valueOf(deal, path);
  const mine = editsOf(deal).get(readPath(deal, path));
  const value = mine ? mine.value : shown;
  const name = path.replace(/^.*\./, "");
  const choices = path === "kind" ? null : parse(path) && parse(path)[1] === "dates" && name === "kind" ? ["announced", "signed", "closing", "delivery", "from", "until"] : CHOICES[name];
  const attributes = { "aria-label": path, class: mine ? "changed" : null,
    onchange: (event) => { edit(deal, path, event.target.value.trim(), shown); event.target.classList.toggle("changed", event.target.value.trim() !== shown); } };
  if (!choices) {
    const numeric = /^(value|value_max|quantity|quantity_max)$/.test(name);
    return make("input", { type: "text", value, list: path === "kind" ? "kinds" : null, inputmode: numeric ? "decimal" : null,
      pattern: numeric ? "[0-9]*([.][0-9]{1,6})?" : name === "currency" ? "[A-Z]{3}" : name === "country" ? "([A-Z]{2})?" : null, ...attributes });
  }
  const all = choices.includes(value) || !value ? choices : [value, ...choices];
  const select = make("select", attributes, value ? null : make("option", { value: "" }), all.map((it) => make("option", { value: it }, it)));
  select.value = value;
  return select;
}

function editTools(deal) {
  const toggle = make("button", { type: "button", id: "edit", class: editing ? "primary" : "quiet", "aria-pressed": String(editing),
    onclick: () => { editing = !editing; drawCard(); $("edit").focus(); } }, editing ? "Done" : "Correct this deal");
  if (!editing) return make("p", { class: "tools" }, toggle);
  const dropped = (path) => (editsOf(deal).get(readPath(deal, path)) || {}).value === "drop";
  const drop = (path, name) => make("label", { class: "check" },
    make("input", { type: "checkbox", checked: dropped(path), onchange: (event) => edit(deal, path, event.target.checked ? "drop" : "", "") }), name);
  const add = (list, name) => make("button", { type: "button", class: "quiet", onclick: () => {
    const path = `${list}[${deal[list].length + added(deal, list)}].${FIELDS[list][0]}`;
    edit(deal, path, list === "amounts" ? "0" : list === "dates" ? "" : "", null);
    drawCard();
    const box = [...$("card").querySelectorAll(".fields input")].find((it) => it.getAttribute("aria-label") === path);
    if (box) box.focus();
  } }, "Add " + name);
  const entries = Object.keys(FIELDS).flatMap((list) => deal[list].map((entry, n) => drop(`${list}[${n}]`, `Take out ${list}[${n}] ${entry[0]}`)));
  return make("div", { class: "tools" },
    make("datalist", { id: "kinds" }, tally(deals, (it) => [it.kind]).map((row) => make("option", { value: row.key }))),
    make("p", {}, toggle, add("parties", "party"), add("items", "item"), add("amounts", "amount"), add("dates", "date")),
    make("fieldset", {}, make("legend", {}, "What is no deal, or no part of it"), drop("deal", "This is no deal: drop it"), entries));
}

/// What the table says of a deal beside its headline.
function marked(deal) {
  const its = members(deal);
  if (its.some((it) => edits.has(it.id))) return its.every((it) => editsOf(it).has("deal")) ? "to be dropped" : "to be corrected";
  return its.some((it) => it.corrections.length) ? "corrected" : "";
}

function sizeOfEdits() {
  return [...edits.values()].reduce((sum, it) => sum + it.size, 0);
}

function drawEdits() {
  const size = sizeOfEdits();
  $("edits").hidden = size === 0;
  document.body.classList.toggle("has-edits", size > 0);
  $("edits-count").textContent = `${plural(size, "correction")} not saved`;
}

/// A cell by RFC 4180, made harmless for spreadsheets as those of the run are.
function cell(text) {
  const safe = /^[=+\-@\t\r]/.test(text) ? "'" + text : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function correctionsFile(who, when) {
  const rows = [["deal_id", "field", "value", "was", "who", "when"]];
  for (const line of data.corrections) {
    const mine = edits.get(line.deal_id);
    if (mine && mine.has(line.field)) continue;
    rows.push([line.deal_id, line.field, line.value, line.was, line.who, line.when]);
  }
  for (const [id, mine] of edits) {
    for (const [path, { value, was }] of mine) {
      // Back to what the article was read as: no line is needed.
      if (value === was && !(path.endsWith("]") || path === "deal")) continue;
      if (value === "" && was === "") continue;
      rows.push([id, path, value, was, who, when]);
    }
  }
  return rows.map((row) => row.map((it) => cell(it ?? "")).join(",") + "\r\n").join("");
}

function prepareEdits() {
  const recall = (value) => { try { return value === undefined ? localStorage.getItem("dealsift-who") : localStorage.setItem("dealsift-who", value); } catch { return null; } };
  $("who").value = recall() || "";
  $("edits").addEventListener("submit", (event) => {
    event.preventDefault();
    const who = $("who").value.trim();
    recall(who);
    const file = new Blob([correctionsFile(who, new Date().toISOString().slice(0, 19) + "Z")], { type: "text/csv" });
    const address = URL.createObjectURL(file);
    const saved = make("a", { href: address, download: "corrections.csv" });
    saved.click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
    $("edits-count").textContent = "Saved as corrections.csv: give it to the next run with --corrections";
    exported = sizeOfEdits();
  });
  $("discard").addEventListener("click", () => { edits.clear(); exported = 0; drawEdits(); drawRows(); });
  addEventListener("beforeunload", (event) => { if (sizeOfEdits() !== exported) event.preventDefault(); });
}

let exported = 0;

const OUTCOMES = {
  applied: "applied", applied_anew: "applied, though the article reads otherwise now", unneeded: "not needed: it reads so already",
  changed: "left alone: it reads otherwise now", no_field: "no such entry any more", no_deal: "no such deal any more",
};

/// What became of the corrections that the run was given.
function drawLog() {
  const lines = data.corrections;
  $("log").hidden = lines.length === 0;
  if (!lines.length) return;
  const done = lines.filter((it) => it.outcome === "applied").length;
  $("log-about").textContent = `${done} of ${plural(lines.length, "line")} of the file applied.`;
  const row = (it) => make("tr", { class: it.outcome === "applied" || it.outcome === "unneeded" ? null : "warned" },
    make("td", {}, byId.has(it.deal_id) ? make("button", { type: "button", class: "open", onclick: () => openCard(byId.get(it.deal_id)) }, it.deal_id) : it.deal_id),
    make("td", {}, it.field), make("td", {}, it.value ?? ""), make("td", {}, it.was ?? ""), make("td", {}, it.who ?? ""), make("td", {}, it.when ?? ""), make("td", {}, OUTCOMES[it.outcome] || it.outcome));
  fill($("log-table"),
    make("thead", {}, make("tr", {}, ["Deal", "Field", "Value", "Was", "Who", "When", "What became of it"].map((it) => make("th", { scope: "col" }, it)))),
    make("tbody", {}, lines.map(row)));
}
