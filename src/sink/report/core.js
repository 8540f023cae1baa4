"use strict";
// What the other parts share: the data, making elements, exact sums, and what is said of a deal.
// Text of articles reaches the page as text nodes and nothing else.

const data = JSON.parse(document.getElementById("data").textContent);
const deals = data.deals;
const byId = new Map(deals.map((deal) => [deal.id, deal]));

const $ = (id) => document.getElementById(id);

/// An element with attributes, `on…` listeners, and children that are elements or text.
function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

function fill(element, ...children) {
  element.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined));
}

/// A link to an address of the web; none for any other address (`javascript:`, `data:`, `file:`).
function link(address, ...children) {
  let url = null;
  try { url = new URL(address); } catch { return null; }
  if (url.protocol !== "http:" && url.protocol !== "https:") return null;
  return make("a", { href: url.href, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

// Sums are whole millionths: no figure passes through floating point.
const ONE = 1000000n;

function millionths(text) {
  const [whole, rest = ""] = text.split(".");
  return BigInt(whole) * ONE + BigInt(rest.padEnd(6, "0"));
}

function grouped(whole) {
  return whole.replace(/\B(?=(\d{3})+$)/g, ",");
}

/// A decimal text with its thousands parted.
function figure(text) {
  const [whole, rest] = text.split(".");
  return grouped(whole) + (rest ? "." + rest : "");
}

function exact(value) {
  const rest = (value % ONE).toString().padStart(6, "0").replace(/0+$/, "");
  return grouped((value / ONE).toString()) + (rest ? "." + rest : "");
}

/// Short, for charts only: 4.1 bn.
function short(value) {
  const number = Number(value) / 1e6;
  for (const [size, name] of [[1e12, " tn"], [1e9, " bn"], [1e6, " m"], [1e3, " k"]]) {
    if (number >= size) return (number / size).toLocaleString("en", { maximumFractionDigits: number / size < 10 ? 1 : 0 }) + name;
  }
  return number.toLocaleString("en", { maximumFractionDigits: 0 });
}

const STATUSES = ["proposed", "mou", "agreed", "completed", "cancelled"];
const STATUS_NAMES = { proposed: "Proposed", mou: "Memorandum", agreed: "Agreed", completed: "Completed", cancelled: "Cancelled" };
const GROUPS = ["firm", "proposed", "mou", "cancelled"];
const GROUP_NAMES = { firm: "Firm", proposed: "Proposed", mou: "Memoranda", cancelled: "Cancelled" };
const ROLES = ["buyer", "seller", "investor", "target", "lender", "borrower", "partner"];
// Who gives the money and who gets it, for pairs and columns.
const PAYERS = ["buyer", "investor", "lender", "partner"];
const PAYEES = ["seller", "target", "borrower"];

const group = (status) => (status === "agreed" || status === "completed" ? "firm" : status);
const words = (name) => name.charAt(0).toUpperCase() + name.slice(1).replaceAll("_", " ");
const plural = (count, one, many) => `${count.toLocaleString("en")} ${count === 1 ? one : many || one + "s"}`;

/// The amount that stands for the deal in sums; as an object, with low and high ends as the summaries have them.
function primary(deal) {
  const amount = deal.amounts.find((it) => it[5]);
  if (!amount) return null;
  const [value, most, currency, modality] = amount;
  const low = modality === "max" && most === null ? 0n : millionths(value);
  const high = millionths(most === null ? value : most);
  return { low, high, currency, atLeast: modality === "min" && most === null };
}

const MODALITY = { exact: "", approx: "≈ ", min: "≥ ", max: "≤ " };

function amountText([value, most, currency, modality]) {
  const sum = most === null ? figure(value) : `${figure(value)} – ${figure(most)}`;
  return `${MODALITY[modality] || ""}${sum} ${currency}`;
}

function itemText([product, , quantity, most, unit]) {
  const parts = [];
  if (quantity !== null) parts.push(most === null ? figure(quantity) : `${figure(quantity)}–${figure(most)}`);
  else if (most !== null) parts.push(`up to ${figure(most)}`);
  if (unit) parts.push(unit);
  parts.push(product);
  return parts.join(" ");
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The day of a deal's article as far as it is known: 24 Nov 2026, Nov 2026, 2026.
function dayText(deal) {
  if (!deal.date) return "";
  const [year, month, day] = deal.date.slice(0, 10).split("-");
  if (deal.precision === "year") return year;
  const name = MONTHS[Number(month) - 1];
  return deal.precision === "month" ? `${name} ${year}` : `${Number(day)} ${name} ${year}`;
}

function names(deal, roles) {
  return deal.parties.filter((it) => roles.includes(it[1])).map((it) => it[0]);
}

/// What the table shows and sorts, worked out once.
for (const [order, deal] of deals.entries()) {
  deal.order = order;
  deal.main = primary(deal);
  deal.group = group(deal.status);
  deal.who = names(deal, PAYERS).join("; ");
  deal.whom = names(deal, PAYEES).join("; ");
  const firm = deal.items.filter((it) => !it[5]);
  deal.what = (firm.length ? firm : deal.items).map(itemText).join("; ");
  deal.shown = deal.amounts.find((it) => it[5]) || deal.amounts.find((it) => it[4] === "total") || deal.amounts[0] || null;
  const text = deal.passages.flatMap((it) => it[2].map((piece) => (typeof piece === "string" ? piece : piece[0])));
  deal.haystack = [deal.id, deal.article, deal.title, deal.source, deal.kind, deal.parties.map((it) => it[0]).join(" "), deal.what, text.join("")]
    .join("\n").toLowerCase();
}

/// Deals that several articles tell, as one each: the first telling, with the status and the amount of the merged deal.
const unitOf = new Map(deals.map((deal) => [deal.id, deal]));
for (const group_ of data.merged) {
  const members = group_.deals.map((id) => byId.get(id)).filter(Boolean);
  if (!members.length) continue;
  const unit = { ...members[0], status: group_.status, merged: group_, members, part_of: group_.part_of };
  unit.amounts = group_.amount ? [group_.amount] : members[0].amounts.filter((it) => !it[5]);
  unit.main = primary(unit);
  unit.shown = group_.amount || members[0].shown;
  unit.group = group(unit.status);
  unit.confidence = Math.max(...members.map((it) => it.confidence));
  unit.haystack = members.map((it) => it.haystack).join("\n");
  for (const member of members) unitOf.set(member.id, unit);
}
const units = [...new Set(deals.map((deal) => unitOf.get(deal.id)))];

/// Whether a deal that several articles tell is counted once.
let once = data.merged.length > 0;
const all = () => (once ? units : deals);
const members = (deal) => deal.members || [deal];
const lookup = (id) => (once ? unitOf : byId).get(id);

/// Sums by currency of some deals, by the rule of the summaries: an amount is left out where that of its package is
/// summed in the same column. `same` says further what package and part must share.
function totals(some, same) {
  const there = new Set(some.map((deal) => deal.id));
  const rows = new Map();
  for (const deal of some) {
    const main = deal.main;
    const key = main ? main.currency : "";
    if (!rows.has(key)) rows.set(key, { currency: key, deals: 0, amounts: 0, inPackage: 0, atLeast: 0 });
    const row = rows.get(key);
    row.deals += 1;
    if (!main) continue;
    const whole = deal.part_of ? lookup(deal.part_of) : null;
    if (whole && there.has(whole.id) && whole.main && whole.group === deal.group && (!same || same(whole))) {
      row.inPackage += 1;
      continue;
    }
    row.amounts += 1;
    if (main.atLeast) row.atLeast += 1;
    const sum = row[deal.group] || (row[deal.group] = [0n, 0n]);
    sum[0] += main.low;
    sum[1] += main.high;
  }
  return [...rows.values()].sort((a, b) => (a.currency === "") - (b.currency === "") || (a.currency < b.currency ? -1 : 1));
}
