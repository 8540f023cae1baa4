// Totals and charts of the deals that the filters let through. Bars are plain elements: they take the colours of the
// page, print, and are read out as text.

const SHOWN_CURRENCIES = 8;
let allCurrencies = false;

/// The sums of the whole run, also where this page does not hold all of its deals.
function allTotals() {
  return data.totals.map((row) => {
    const sums = GROUPS.filter((name) => row[name]).map((name) => [name, row[name].map(millionths)]);
    return { currency: row.currency || "", deals: row.deals, amounts: row.amounts, inPackage: row.in_package, atLeast: row.at_least, ...Object.fromEntries(sums) };
  });
}

function drawTotals(some) {
  const rows = !once && some.length === deals.length ? allTotals() : totals(some);
  const known = rows.filter((row) => row.currency);
  // Those with the most deals first: the order of the codes says nothing to a reader.
  known.sort((a, b) => b.deals - a.deals || (a.currency < b.currency ? -1 : 1));
  const none = rows.find((row) => !row.currency);
  const shown = allCurrencies ? known : known.slice(0, SHOWN_CURRENCIES);
  const sum = (pair) => make("td", { class: "number" }, pair ? exact(pair[0]) : make("span", { class: "none" }, "–"),
    pair && pair[0] !== pair[1] ? make("span", { class: "high" }, `to ${exact(pair[1])}`) : null);
  const notes = (row) => [
    row.atLeast ? `${row.atLeast} lower ${row.atLeast === 1 ? "bound" : "bounds"}` : "",
    row.inPackage ? `${row.inPackage} in packages` : "",
  ].filter(Boolean).join(", ");
  const hasNotes = shown.some((row) => notes(row));
  const body = shown.map((row) => make("tr", { "data-currency": row.currency },
    make("th", { scope: "row" }, row.currency),
    make("td", { class: "number" }, row.deals.toLocaleString("en")),
    GROUPS.map((name) => sum(row[name])),
    hasNotes ? make("td", { class: "muted notes" }, notes(row)) : null));
  if (none) {
    body.push(make("tr", { "data-currency": "" },
      make("th", { scope: "row", class: "muted" }, "no sum"),
      make("td", { class: "number" }, none.deals.toLocaleString("en")),
      GROUPS.map(() => sum(null)),
      hasNotes ? make("td") : null));
  }
  const head = make("tr", {},
    make("th", { scope: "col" }, "Currency"),
    make("th", { scope: "col", class: "number" }, "Deals"),
    GROUPS.map((name) => make("th", { scope: "col", class: "number" }, GROUP_NAMES[name])),
    hasNotes ? make("th", { scope: "col" }, "Notes") : null);
  const parts = [make("thead", {}, head), make("tbody", {}, body)];
  if (known.length > SHOWN_CURRENCIES) {
    const text = allCurrencies ? "Show fewer" : `Show ${known.length - SHOWN_CURRENCIES} more`;
    const more = make("button", { type: "button", class: "quiet", onclick: () => { allCurrencies = !allCurrencies; drawTotals(some); } }, text);
    parts.push(make("tfoot", {}, make("tr", {}, make("td", { colspan: 7 }, more))));
  }
  fill($("totals"), parts);
}

/// The currency of the charts: the one chosen, else the one with the most firm deals.
function drawCurrencies(some) {
  const counts = new Map();
  for (const deal of some) {
    if (deal.main && deal.group === "firm") counts.set(deal.main.currency, (counts.get(deal.main.currency) || 0) + 1);
  }
  const codes = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a) || (a < b ? -1 : 1));
  const select = $("value-in");
  const before = select.value;
  fill(select, codes.map((code) => make("option", { value: code }, code)));
  if (codes.includes(before) && select.dataset.chosen) select.value = before;
  select.parentElement.hidden = codes.length === 0;
  return select.value;
}

function panel(title, note, ...content) {
  return make("figure", { class: "panel" },
    make("figcaption", {}, make("span", { class: "panel-title" }, title), note ? make("span", { class: "muted" }, note) : null),
    ...content);
}

function wide(element) {
  element.classList.add("wide");
  return element;
}

const NOTHING = () => make("p", { class: "muted nothing" }, "Nothing to show.");

/// Rows of a label, a bar and a figure; a click on one filters.
function bars(rows, pick) {
  if (!rows.length) return NOTHING();
  const most = rows.reduce((max, row) => (row.size > max ? row.size : max), rows[0].size);
  const share = (size) => (most ? Number((BigInt(size) * 1000n) / BigInt(most)) / 10 : 0);
  return make("ul", { class: "bars" }, rows.map((row) => {
    const fillBar = make("span", { class: "bar-fill" });
    fillBar.style.width = Math.max(share(row.size), 0.6) + "%";
    return make("li", {}, make("button", { type: "button", class: "bar", title: row.hint || row.label, onclick: () => pick(row) },
      make("span", { class: "bar-label" }, row.label),
      make("span", { class: "bar-track", "aria-hidden": "true" }, fillBar),
      make("span", { class: "bar-value" }, row.text)));
  }));
}

/// How the deals are put into columns by time: days, months, quarters or years, so that there are not too many.
function buckets(some) {
  const dated = some.filter((deal) => deal.date && deal.precision !== "year");
  if (!dated.length) return { columns: [], undated: some.length };
  const day = (deal) => Math.floor(Date.parse(deal.date.slice(0, 10)) / 86400000);
  const month = (deal) => Number(deal.date.slice(0, 4)) * 12 + Number(deal.date.slice(5, 7)) - 1;
  const span = (of) => {
    const all = dated.map(of);
    return [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))];
  };
  const [firstDay, lastDay] = span(day);
  const [first, last] = span(month);
  const plans = [
    [lastDay - firstDay < 45 && dated.every((deal) => deal.precision !== "month"), day,
      (n) => { const at = new Date(n * 86400000); return `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()}`; },
      (n) => { const at = new Date(n * 86400000).toISOString().slice(0, 10); return [at, at]; }],
    [last - first < 40, month, (n) => `${MONTHS[n % 12]} ${Math.floor(n / 12)}`, (n) => monthsFrom(n, 1)],
    [last - first < 120, (deal) => Math.floor(month(deal) / 3), (n) => `Q${(n % 4) + 1} ${Math.floor(n / 4)}`, (n) => monthsFrom(n * 3, 3)],
    [true, (deal) => Math.floor(month(deal) / 12), (n) => String(n), (n) => monthsFrom(n * 12, 12)],
  ];
  const [, of, name, dates] = plans.find((plan) => plan[0]);
  const [from, to] = span(of);
  const columns = [];
  for (let n = from; n <= to && columns.length < 400; n += 1) columns.push({ label: name(n), dates: dates(n), deals: [] });
  for (const deal of dated) {
    const column = columns[of(deal) - from];
    if (column) column.deals.push(deal);
  }
  return { columns, undated: some.length - dated.length };
}

/// First and last day of some months from month `n` on.
function monthsFrom(n, count) {
  const day = (months, date) => new Date(Date.UTC(Math.floor(months / 12), months % 12, date)).toISOString().slice(0, 10);
  return [day(n, 1), day(n + count, 0)];
}

/// Columns over time; each is a list of parts with a class and a size.
function columnsChart(columns, parts, text, name) {
  const sums = columns.map((column) => parts(column).reduce((sum, part) => sum + part.size, 0n));
  const most = sums.reduce((a, b) => (b > a ? b : a), 0n);
  if (!columns.length || most === 0n) return NOTHING();
  const percent = (size) => Number((size * 10000n) / most) / 100 + "%";
  const step = Math.ceil(columns.length / 6);
  const plot = make("div", { class: "plot" });
  columns.forEach((column, n) => {
    const stack = make("span", { class: "stack" });
    for (const part of parts(column)) {
      if (part.size === 0n) continue;
      const piece = make("span", { class: "piece " + part.name });
      piece.style.height = percent(part.size);
      stack.append(piece);
    }
    const late = n > columns.length * 0.9;
    const name = "tick" + (late ? " last" : "") + ((n / step) % 2 ? " odd" : "");
    const label = n % step === 0 ? make("span", { class: name }, column.label) : null;
    plot.append(make("span", { class: "column", title: `${column.label}: ${text(sums[n], column)}`,
      onclick: () => pickDates(column.dates) }, stack, label));
  });
  const best = sums.indexOf(most);
  const about = `${name} from ${columns[0].label} to ${columns[columns.length - 1].label}; most in ${columns[best].label}: ${text(most, columns[best])}.`;
  return make("div", { class: "chart", role: "img", "aria-label": about },
    make("span", { class: "scale top-scale" }, text(most, columns[best])),
    make("span", { class: "scale" }, "0"), plot);
}

function tally(some, keys) {
  const counts = new Map();
  for (const deal of some) {
    for (const key of new Set(keys(deal))) {
      if (!counts.has(key)) counts.set(key, []);
      counts.get(key).push(deal);
    }
  }
  const rows = [...counts].map(([key, list]) => ({ key, list }));
  return rows.sort((a, b) => b.list.length - a.list.length || (a.key < b.key ? -1 : 1));
}

/// The largest firm deals of a currency, one a row.
function largest(some, currency) {
  const firm = some.filter((deal) => deal.group === "firm" && deal.main && deal.main.currency === currency);
  firm.sort((a, b) => (a.main.high < b.main.high ? 1 : a.main.high > b.main.high ? -1 : a.order - b.order));
  return firm.slice(0, 10).map((deal) => {
    const parts = [deal.who, deal.whom].filter(Boolean).join(" → ");
    const label = [parts, deal.what].filter(Boolean).join(": ") || deal.title || deal.article;
    return { deal, label, size: deal.main.high, text: amountText(deal.shown), hint: deal.title || deal.article };
  });
}

function firmSum(list, currency, same) {
  const row = totals(list.filter((deal) => deal.main && deal.main.currency === currency && deal.group === "firm"), same)[0];
  return row && row.firm ? row.firm[0] : 0n;
}

const PARTED = "\u0001";

function pairs(deal) {
  const out = [];
  for (const from of deal.parties) {
    for (const to of deal.parties) {
      const fits = (from[1] === "buyer" && (to[1] === "seller" || to[1] === "target"))
        || (from[1] === "investor" && to[1] === "target") || (from[1] === "lender" && to[1] === "borrower");
      if (fits) out.push([from[0], to[0]].join(PARTED));
    }
  }
  return out;
}

function drawCharts(some) {
  const currency = drawCurrencies(some);
  const value = (list) => (currency ? firmSum(list, currency) : 0n);
  const { columns, undated } = buckets(some);
  const noDate = undated ? `${plural(undated, "deal")} without a date` : "";
  const count = (size) => plural(Number(size), "deal");
  const byGroup = (column) => GROUPS.map((name) => ({ name, size: BigInt(column.deals.filter((deal) => deal.group === name).length) }));
  const byValue = (column) => [{ name: "firm", size: value(column.deals) }];
  const legend = make("ul", { class: "legend" }, GROUPS.map((name) => make("li", {}, make("span", { class: "chip " + name }), GROUP_NAMES[name])));
  const labelled = (row, label, list) => ({ ...row, label, size: BigInt(list.length),
    text: list.length.toLocaleString("en"), hint: `${label}: ${plural(list.length, "deal")}, firm ${exact(value(list))} ${currency}` });

  const kinds = tally(some, (deal) => [deal.kind]).map((row) => labelled(row, words(row.key), row.list));
  const parties = tally(some, (deal) => deal.parties.map((it) => it[0])).slice(0, 12).map((row) => labelled(row, row.key, row.list));
  const trades = tally(some, pairs).slice(0, 12).map((row) => labelled(row, row.key.split(PARTED).join(" → "), row.list));

  fill($("panels"),
    panel("Deals over time", noDate, columnsChart(columns, byGroup, count, "Deals"), legend),
    panel(currency ? `Firm value over time, ${currency}` : "Firm value over time", currency ? "low ends of ranges" : "",
      columnsChart(columns, byValue, (size) => short(size) + " " + currency, "Firm value")),
    panel("By kind", "", bars(kinds, (row) => pick("kind", row.key))),
    wide(panel(currency ? `Largest firm deals, ${currency}` : "Largest firm deals", "", bars(largest(some, currency), (row) => openCard(row.deal)))),
    panel("Who deals most", "", bars(parties, (row) => search(row.key))),
    panel("Who buys from whom", "and invests in, and lends to", bars(trades, (row) => search(row.key.split(PARTED).join(" & ")))));
}
