// The filters and the table of deals: what is let through, in which order, a page at a time.

const PAGE = 50;
const PRINTED = 1000;
const filters = { q: "", kind: "", status: "", source: "", currency: "", confidence: "", since: "", until: "" };
const sorting = { by: "order", down: false };
let found = deals;
let page = 0;

function options(select, first, entries) {
  fill(select, make("option", { value: "" }, first), entries.map(([value, text]) => make("option", { value }, text)));
}

/// The choices of the filters, with the number of deals behind each.
function drawFilters() {
  const counted = (of) => tally(all(), (deal) => of(deal)).map((row) => [row.key, row.list.length]);
  const named = ([key, count], text) => [key, `${text} (${count.toLocaleString("en")})`];
  options($("f-kind"), "All", counted((deal) => [deal.kind]).map((it) => named(it, words(it[0]))));
  const statuses = new Map(counted((deal) => [deal.status]));
  const firm = (statuses.get("agreed") || 0) + (statuses.get("completed") || 0);
  options($("f-status"), "All", [named(["firm", firm], "Firm")].concat(
    STATUSES.filter((it) => statuses.has(it)).map((it) => named([it, statuses.get(it)], STATUS_NAMES[it]))));
  options($("f-source"), "All", counted((deal) => members(deal).map((it) => it.source || "\u0000")).map((it) => named(it, it[0] === "\u0000" ? "unknown" : it[0])));
  options($("f-currency"), "All", counted((deal) => (deal.main ? [deal.main.currency] : ["\u0000"])).map((it) => named(it, it[0] === "\u0000" ? "no sum" : it[0])));
  options($("f-confidence"), "All", [0.9, 0.8, 0.7, 0.6, 0.5, 0.4].map((it) => [String(it), `${it * 100} % or more`]));
  for (const name of Object.keys(filters)) set(name, filters[name]);
}

function prepareFilters() {
  drawFilters();
  $("once").checked = once;
  $("once").parentElement.hidden = !once;
  $("once").addEventListener("change", () => { once = $("once").checked; drawFilters(); update(); drawTop(); });
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  for (const name of Object.keys(filters)) {
    const field = name === "q" ? $("q") : $("f-" + name);
    let waiting = 0;
    field.addEventListener(name === "q" ? "input" : "change", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => { filters[name] = field.value; update(); }, name === "q" ? 120 : 0);
    });
  }
  $("clear").addEventListener("click", clearFilters);
}

function clearFilters() {
  for (const name of Object.keys(filters)) set(name, "");
  update();
  $("q").focus();
}

function set(name, value) {
  filters[name] = value;
  (name === "q" ? $("q") : $("f-" + name)).value = value;
}

function pick(name, value) {
  set(name, filters[name] === value ? "" : value);
  update();
}

function search(text) { pick("q", text); }

function pickDates([since, until]) {
  const again = filters.since === since && filters.until === until;
  set("since", again ? "" : since);
  set("until", again ? "" : until);
  update();
}

/// Every word or phrase between `&` must stand in the deal.
function passes(deal, needles) {
  const it = filters;
  if (it.kind && deal.kind !== it.kind) return false;
  if (it.status && deal.status !== it.status && deal.group !== it.status) return false;
  if (it.source && !members(deal).some((one) => (one.source || "\u0000") === it.source)) return false;
  if (it.currency && (deal.main ? deal.main.currency : "\u0000") !== it.currency) return false;
  if (it.confidence && deal.confidence < Number(it.confidence)) return false;
  if (it.since || it.until) {
    const days = members(deal).filter((one) => one.date).map((one) => one.date.slice(0, 10));
    if (!days.some((day) => (!it.since || day >= it.since) && (!it.until || day <= it.until))) return false;
  }
  return needles.every((needle) => deal.haystack.includes(needle));
}

const collator = new Intl.Collator("en", { sensitivity: "base", numeric: true });

// A column: its head, what it sorts by, and its cell.
const text = (of) => (a, b) => {
  const [one, other] = [of(a), of(b)];
  // Nothing stands last whichever way it is sorted.
  if (!one || !other) return one ? -2 : other ? 2 : 0;
  return collator.compare(one, other);
};

const COLUMNS = [
  { key: "date", name: "Date", compare: text((deal) => deal.date || ""), cell: (deal) => [{ class: "date" }, dayText(deal)] },
  { key: "kind", name: "Kind", compare: text((deal) => deal.kind), cell: (deal) => [{}, words(deal.kind)] },
  { key: "status", name: "Status", compare: (a, b) => STATUSES.indexOf(a.status) - STATUSES.indexOf(b.status), cell: (deal) => [{}, badge(deal.status)] },
  { key: "who", name: "Who", compare: text((deal) => deal.who), cell: (deal) => [{ class: "names" }, partyCell(deal, PAYERS)] },
  { key: "whom", name: "With whom", compare: text((deal) => deal.whom), cell: (deal) => [{ class: "names" }, partyCell(deal, PAYEES)] },
  { key: "what", name: "What", compare: text((deal) => deal.what), cell: (deal) => [{ class: "names" }, deal.what] },
  { key: "amount", name: "Amount", number: true, down: true, compare: compareAmounts, cell: (deal) => [{ class: "number" }, amountCell(deal)] },
  { key: "confidence", name: "Confidence", number: true, down: true, compare: (a, b) => a.confidence - b.confidence,
    cell: (deal) => [{ class: "number" }, `${Math.round(deal.confidence * 100)} %`] },
];

/// Currencies by the number of their deals.
const ranks = new Map(tally(deals, (deal) => (deal.shown ? [deal.shown[2]] : [])).map((row, n) => [row.key, n]));

/// By currency, the most used one first, then by size: sums of different currencies are not compared.
function compareAmounts(a, b) {
  if (!a.shown || !b.shown) return a.shown ? -2 : b.shown ? 2 : 0;
  if (a.shown[2] !== b.shown[2]) return ranks.get(a.shown[2]) < ranks.get(b.shown[2]) ? -3 : 3;
  const [one, other] = [millionths(a.shown[0]), millionths(b.shown[0])];
  return one < other ? -1 : one > other ? 1 : 0;
}

function badge(status) {
  return make("span", { class: "badge " + status }, STATUS_NAMES[status] || status);
}

function partyCell(deal, roles) {
  return deal.parties.filter((it) => roles.includes(it[1])).map(([name, role], n) =>
    make("span", { class: "party", title: words(role) }, n ? "; " : null, name,
      role === "buyer" || role === "seller" ? null : make("span", { class: "role" }, " " + role)));
}

function amountCell(deal) {
  if (!deal.shown) return [];
  const [value, most, currency, modality, scope] = deal.shown;
  const sum = most === null ? figure(value) : `${figure(value)} – ${figure(most)}`;
  return [scope === "total" ? null : make("span", { class: "role" }, `${scope} `), `${MODALITY[modality] || ""}${sum} `, make("span", { class: "code" }, currency)];
}

function order() {
  const column = COLUMNS.find((it) => it.key === sorting.by);
  if (!column) return found;
  const turn = sorting.down ? -1 : 1;
  return found.slice().sort((a, b) => {
    const compared = column.compare(a, b);
    // What is beyond ±1 stands apart from the direction: no value, other currencies.
    return (Math.abs(compared) > 1 && column.key !== "status" ? compared : compared * turn) || a.order - b.order;
  });
}

function drawHead() {
  fill($("table").tHead, make("tr", {}, COLUMNS.map((column) => {
    const is = sorting.by === column.key;
    const state = is ? (sorting.down ? "descending" : "ascending") : "none";
    return make("th", { scope: "col", class: column.number ? "number" : null, "aria-sort": state },
      make("button", { type: "button", class: "sort", "data-key": column.key, onclick: () => sortBy(column) },
        column.name, make("span", { class: "arrow", "aria-hidden": "true" }, is ? (sorting.down ? "↓" : "↑") : "")));
  })));
}

function sortBy(column) {
  const first = Boolean(column.down);
  if (sorting.by !== column.key) Object.assign(sorting, { by: column.key, down: first });
  else if (sorting.down === first) sorting.down = !first;
  else Object.assign(sorting, { by: "order", down: false });
  found = order();
  if (sorting.by === "order") found = found.slice().sort((a, b) => a.order - b.order);
  page = 0;
  drawHead();
  drawRows();
  document.querySelector(`.sort[data-key="${column.key}"]`).focus();
}

function rowOf(deal) {
  const open = () => openCard(deal);
  const cells = COLUMNS.map((column) => {
    const [attributes, ...content] = column.cell(deal);
    return make("td", { ...attributes, "data-label": column.name }, ...content);
  });
  const title = deal.title || deal.article;
  const marks = marked(deal);
  const more = deal.merged ? make("span", { class: "told" }, plural(deal.merged.articles, "article")) : null;
  const head = make("td", { class: "headline", colspan: COLUMNS.length },
    make("button", { type: "button", class: "open", onclick: open }, title), more, marks ? make("span", { class: "fixed" }, marks) : null);
  return [make("tr", { class: "deal", "data-id": deal.id, onclick: open }, cells),
    make("tr", { class: "under", onclick: (event) => { if (event.target.tagName !== "BUTTON") open(); } }, head)];
}

function drawRows(all) {
  const pages = Math.max(1, Math.ceil(found.length / PAGE));
  page = Math.min(page, pages - 1);
  const some = all ? found.slice(0, PRINTED) : found.slice(page * PAGE, (page + 1) * PAGE);
  fill($("table").tBodies[0], some.flatMap(rowOf));
  $("table").hidden = found.length === 0;
  $("empty").hidden = found.length !== 0;
  if (!found.length) drawEmpty();
  const turn = (name, to, symbol) => make("button", { type: "button", class: "quiet", disabled: to < 0 || to >= pages,
    onclick: () => { page = to; drawRows(); $("deals").scrollIntoView({ block: "start" }); } }, symbol + name);
  fill($("pager"), pages < 2 ? [] : [
    turn("Previous", page - 1, "← "),
    make("span", {}, `Page ${page + 1} of ${pages.toLocaleString("en")}`),
    turn("Next", page + 1, ""),
  ]);
}

function drawEmpty() {
  if (deals.length) {
    fill($("empty"), make("strong", {}, "No deal fits these filters."), make("br"), "Take one away, or ",
      make("button", { type: "button", class: "quiet", onclick: clearFilters }, "clear them all"), ".");
  } else {
    fill($("empty"), make("strong", {}, "No deals in this run."), make("br"),
      "dealsift explain --misses lists sentences that name a party, a figure and a word of dealing and yet tell no deal.");
  }
}

/// Does again everything that depends on the filters.
function update() {
  const needles = filters.q.toLowerCase().split("&").map((it) => it.trim()).filter(Boolean);
  found = all().filter((deal) => passes(deal, needles));
  const is = Object.values(filters).some(Boolean);
  $("clear").hidden = !is;
  const whole = plural(all().length, "deal");
  $("count").textContent = is ? `${found.length.toLocaleString("en")} of ${whole}` : whole;
  drawTotals(found);
  drawCharts(found);
  found = order();
  page = 0;
  drawRows();
}
