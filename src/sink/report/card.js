// The card of a deal: what is known of it, the sentences that say so with the words of each field in its colour, and
// the rule behind each field.

const CATEGORIES = [
  ["deal", "Kind and roles"], ["status", "Status"], ["party", "Party"], ["item", "What"],
  ["quantity", "How many"], ["amount", "Amount"], ["date", "Date"], ["package", "Package"],
];

/// The colour of a field.
function category(path) {
  if (path === "kind" || path.endsWith(".role")) return "deal";
  if (path === "status") return "status";
  if (path.startsWith("parties")) return "party";
  if (path.startsWith("amounts")) return "amount";
  if (path.startsWith("dates")) return "date";
  if (path.startsWith("items")) return /\.(quantity|quantity_max|unit)$/.test(path) ? "quantity" : "item";
  return "package";
}

/// What stands in a field of the record, as text; empty for nothing.
function valueOf(deal, path) {
  const at = path.match(/^(\w+)\[(\d+)\](?:\.(\w+))?$/);
  if (!at) {
    const value = { published: deal.date }[path] ?? deal[path];
    return value === null || value === undefined ? "" : String(value);
  }
  const entry = deal[at[1]][Number(at[2])];
  if (!entry) return "";
  const place = FIELDS[at[1]].indexOf(at[3] || FIELDS[at[1]][0]);
  const value = entry[place];
  return value === null || value === undefined ? "" : String(value);
}

const FIELDS = {
  parties: ["name", "role", "country"],
  items: ["product", "class", "quantity", "quantity_max", "unit", "optional"],
  amounts: ["value", "value_max", "currency", "modality", "scope", "primary"],
  dates: ["date", "kind"],
};

/// The words of the article that a piece of evidence names.
function evidenceText(deal, number) {
  return deal.passages.flatMap((it) => it[2]).filter((it) => typeof it !== "string" && it[1].includes(number)).map((it) => it[0]).join("");
}

let shownCard = null;

function openCard(deal) {
  const card = $("card");
  shownCard = deal;
  // Drawing takes the focused button away: the keys must go on working.
  const focused = card.contains(document.activeElement) ? document.activeElement.id : "";
  drawCard();
  if (!card.open) card.showModal();
  const again = focused && $(focused);
  (again && !again.disabled ? again : card).focus();
  card.scrollTop = 0;
}

function step(by) {
  const next = found[found.indexOf(shownCard) + by];
  if (next) openCard(next);
}

function drawCard() {
  // A merged deal shows its first telling, and the way to the others.
  const deal = byId.get(shownCard.id);
  const at = found.indexOf(shownCard);
  const button = (name, label, attributes, onclick) => make("button", { type: "button", class: "quiet", "aria-label": label, title: label, onclick, ...attributes }, name);
  const source = link(deal.url, "Open the article ↗");
  const about = [deal.source, dayText(deal), deal.article].filter(Boolean).join(" · ");
  fill($("card"),
    make("div", { class: "card-bar" },
      badge(deal.status), make("span", { class: "kind" }, words(deal.kind)),
      make("span", { class: "space" }),
      button("←", "Deal before", { id: "before", disabled: at <= 0 }, () => step(-1)),
      button("→", "Deal after", { id: "after", disabled: at < 0 || at + 1 >= found.length }, () => step(1)),
      button("✕", "Close", { id: "close" }, () => $("card").close())),
    make("h2", { id: "card-title" }, deal.title || deal.article),
    make("p", { class: "muted" }, about, source ? [" · ", source] : null),
    facts(deal),
    tellings(deal),
    make("h3", {}, "What the article says"),
    sentences(deal),
    make("h3", {}, "Fields and rules"),
    fieldTable(deal),
    editTools(deal),
    history(deal),
    make("p", { class: "muted ids" }, `Deal ${deal.id} · confidence ${Math.round(deal.confidence * 100)} %`));
}

function facts(deal) {
  const rows = [];
  const add = (name, ...content) => rows.push(make("div", {}, make("dt", {}, name), make("dd", {}, ...content)));
  for (const role of ROLES) {
    const those = deal.parties.filter((it) => it[1] === role);
    if (those.length) add(words(role), those.map(([name, , country], n) => [n ? "; " : "", name, country ? make("span", { class: "role" }, " " + country) : null]).flat());
  }
  deal.items.forEach((item) => add(item[5] ? "Option" : "What", itemText(item), item[1] ? make("span", { class: "role" }, " " + item[1]) : null));
  deal.amounts.forEach((amount) => add(amount[4] === "total" ? (amount[5] ? "Amount" : "Other sum") : words(amount[4]),
    make("span", { class: amount[5] ? "sum" : null }, amountText(amount)), amount[5] ? null : make("span", { class: "role" }, " not summed")));
  deal.dates.forEach(([date, kind]) => add(words(kind), date));
  if (deal.part_of) {
    const whole = lookup(deal.part_of) || byId.get(deal.part_of);
    add("Part of", whole ? make("button", { type: "button", class: "open", onclick: () => openCard(whole) }, whole.title || whole.id) : deal.part_of);
  }
  return make("dl", { class: "facts" }, rows);
}

/// What several articles tell of the same deal.
function tellings(deal) {
  const unit = unitOf.get(deal.id);
  if (!unit.merged) return null;
  const { articles, history: steps, told, reason } = unit.merged;
  const row = (it) => make("li", { class: it === deal ? "here" : null },
    make("button", { type: "button", class: "open", onclick: () => openCard(it), "aria-current": it === deal ? "true" : null }, it.title || it.article),
    make("span", { class: "role" }, ` ${[it.source, dayText(it), STATUS_NAMES[it.status], it.main && it.shown ? amountText(it.shown) : ""].filter(Boolean).join(" · ")}`));
  const missing = unit.merged.deals.length - unit.members.length;
  return [make("h3", {}, `Told by ${plural(articles, "article")}`),
    make("dl", { class: "facts" },
      make("div", {}, make("dt", {}, "Over time"), make("dd", {}, steps.join(" → "))),
      told.length ? make("div", {}, make("dt", {}, "Sums"), make("dd", {}, told.join("; "), told.length > 1 && reason ? make("span", { class: "role" }, ` · counted: ${reason}`) : null)) : null),
    make("ol", { class: "tellings" }, unit.members.map(row), missing ? make("li", { class: "muted" }, `${missing} more, not on this page`) : null)];
}

function sentences(deal) {
  if (!deal.passages.length) return make("p", { class: "muted" }, "No sentences are kept for this deal.");
  const seen = new Set();
  const body = deal.passages.map(([where, start, pieces]) => {
    const parts = pieces.map((piece) => {
      if (typeof piece === "string") return piece;
      const [said, marks] = piece;
      // The shortest mark comes first: it gives the colour; a second field shows as a line below.
      const names = [...new Set(marks.map((n) => category(deal.evidence[n][0])))];
      names.forEach((name) => seen.add(name));
      const tip = marks.map((n) => `${deal.evidence[n][0]} · ${data.rules[deal.evidence[n][1]]}`).join("\n");
      return make("mark", { class: "m-" + names[0] + (names[1] ? " u-" + names[1] : ""), title: tip, "data-marks": marks.join(" ") }, said);
    });
    return make("p", { class: where, "data-at": `${where} ${start}` }, parts);
  });
  const legend = CATEGORIES.filter(([name]) => seen.has(name)).map(([name, label]) => make("li", {}, make("mark", { class: "m-" + name }, label)));
  return make("div", { class: "passages" }, make("ul", { class: "legend marks" }, legend), body);
}

/// Lights the words of one field in the sentences above.
function light(numbers) {
  for (const mark of $("card").querySelectorAll("mark[data-marks]")) {
    const its = mark.dataset.marks.split(" ").map(Number);
    mark.classList.toggle("lit", its.some((n) => numbers.includes(n)));
  }
}

function fieldTable(deal) {
  const of = new Map();
  deal.evidence.forEach(([path], n) => of.set(path, (of.get(path) || []).concat(n)));
  const rows = fieldPaths(deal, of).map((path) => {
    const numbers = of.get(path) || [];
    const said = numbers.map((n) => evidenceText(deal, n)).filter(Boolean);
    const rules = [...new Set(numbers.map((n) => data.rules[deal.evidence[n][1]]))];
    const show = () => light(numbers);
    const fixed = deal.corrections.some((it) => currentPath(deal, it.field) === path);
    return make("tr", { onmouseenter: show, onmouseleave: () => light([]), onfocusin: show, onfocusout: () => light([]) },
      make("th", { scope: "row", "data-label": "Field" }, numbers.length ? make("span", { class: "chip m-" + category(path) }) : make("span", { class: "chip" }), path),
      make("td", { "data-label": "Value" }, editing ? editor(deal, path) : valueOf(deal, path) || make("span", { class: "none" }, "–"), fixed ? make("span", { class: "fixed" }, "corrected") : null),
      make("td", { "data-label": "Words" }, said.length ? `“${said.join("”, “")}”` : fixed ? make("span", { class: "none" }, "a correction") : make("span", { class: "none" }, "–")),
      make("td", { class: "rule", "data-label": "Rule" }, rules.join(", ")));
  });
  const head = make("tr", {}, ["Field", "Value", "Words", "Rule"].map((name) => make("th", { scope: "col" }, name)));
  return make("table", { class: "fields" }, make("thead", {}, head), make("tbody", {}, rows));
}

/// The fields of a deal that hold something, and all that may hold something while it is edited.
function fieldPaths(deal, of) {
  const paths = ["kind", "status"];
  for (const list of Object.keys(FIELDS)) {
    const length = deal[list].length + (editing ? added(deal, list) : 0);
    for (let n = 0; n < length; n += 1) {
      for (const field of FIELDS[list]) {
        const path = `${list}[${n}].${field}`;
        const value = valueOf(deal, path);
        if (editing || of.has(path) || (value && value !== "false")) paths.push(path);
      }
    }
  }
  if (deal.part_of) paths.push("part_of");
  return paths;
}

function history(deal) {
  if (!deal.corrections.length) return null;
  const rows = deal.corrections.map((it) => make("li", {}, make("code", {}, it.field), " was ", make("q", {}, it.from ?? "nothing"), ", is ",
    it.to === null ? "taken out" : make("q", {}, it.to), it.who || it.when ? make("span", { class: "muted" }, ` (${[it.who, it.when].filter(Boolean).join(", ")})`) : null));
  return [make("h3", {}, "Corrections in this run"), make("ul", { class: "history" }, rows)];
}
