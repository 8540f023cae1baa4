// Opens a report in a real browser and uses it as a reader would.
//
// usage: node test.mjs CHROMIUM REPORT.html DEALS.jsonl [FOLDER]
//
// The report is that of make_page.py's articles; with a folder, pictures of the page are left in it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [, , executablePath, report, records, pictures] = process.argv;
const deals = readFileSync(records, "utf8").trim().split("\n").map((line) => JSON.parse(line));
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
const problems = [];
const requests = [];
let page = null;

async function open({ once, file = report, ...options }) {
  const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, acceptDownloads: true, ...options });
  page = await context.newPage();
  page.on("console", (it) => { if (["error", "warning"].includes(it.type())) problems.push(it.text()); });
  page.on("pageerror", (it) => problems.push(String(it)));
  page.on("request", (it) => { if (/^(https?|wss?|ftp):/.test(it.url())) requests.push(it.url()); });
  await page.goto(pathToFileURL(resolve(file)).href);
  await page.waitForSelector("tr.deal");
  // Every telling is a row, but where merging is what is tested.
  if (!once && await page.isVisible("#once")) await page.uncheck("#once");
}

const rows = () => page.locator("tr.deal").count();
const count = () => page.textContent("#count");
const column = (label) => page.locator(`tr.deal td[data-label="${label}"]`).allTextContents();
const settled = () => page.waitForTimeout(300);
const picture = async (name, options) => { if (pictures) await page.screenshot({ path: `${pictures}/${name}.png`, ...options }); };

async function check(name, body) {
  await body();
  console.log(`ok  ${name}`);
}

async function filter(id, value) {
  if (id === "q" || id.endsWith("since") || id.endsWith("until")) await page.fill(`#${id}`, value);
  else await page.selectOption(`#${id}`, value);
  await settled();
}

async function clear() {
  if (await page.isVisible("#clear")) await page.click("#clear");
  await settled();
}

await open({ colorScheme: "light" });

await check("the page has every deal of the run, fifty at a time", async () => {
  assert.equal(await count(), `${deals.length} deals`);
  assert.equal(await rows(), 50);
  await page.click("#pager button:last-child");
  assert.equal(await rows(), deals.length - 50);
  assert.match(await page.textContent("#pager"), /Page 2 of 2/);
});

await check("text of articles stays text, whatever it holds", async () => {
  assert.equal(await page.title(), `${deals.length} deals in 63 articles · dealsift`);
  assert.equal(await page.locator("main img, main svg, main b, main i, dialog img, dialog svg").count(), 0);
  assert.equal(await page.locator("script").count(), 2);
  const hostile = deals.find((it) => it.article_id === "hostile-1");
  await filter("q", "ostra air");
  assert.equal(await page.textContent("tr.under .open"), hostile.title);
  await page.click("tr.under .open");
  assert.equal(await page.textContent("#card-title"), hostile.title);
  const said = await page.textContent("#card .passages p.text");
  assert.ok(said.includes("<img src=x onerror=") && said.includes("</script><!-- ]]> <b>bold"), said);
  assert.equal(await page.locator("#card img, #card b, #card i, #card script").count(), 0);
  assert.equal(await page.locator("#card a").count(), 0, "javascript: is no link");
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("#card[open]").count(), 0);
  await filter("q", "velbahn");
  await page.click("tr.under .open");
  assert.equal(await page.locator("#card a").count(), 0, "data: is no link");
  await page.keyboard.press("Escape");
  await clear();
  assert.match(await page.title(), /dealsift$/);
});

await check("the policy of the page lets no other script run and nothing load", async () => {
  const blocked = await page.evaluate(() => new Promise((done) => {
    const seen = [];
    document.addEventListener("securitypolicyviolation", (it) => seen.push(it.effectiveDirective));
    const script = document.createElement("script");
    script.textContent = "document.title = 'taken'";
    document.body.append(script);
    const image = new Image();
    image.src = "https://news.example/x.png";
    setTimeout(() => done(seen), 300);
  }));
  assert.deepEqual(blocked.sort(), ["img-src", "script-src-elem"]);
  assert.match(await page.title(), /dealsift$/);
  // What this test itself tried is no fault of the page.
  requests.splice(0, requests.length, ...requests.filter((it) => it !== "https://news.example/x.png"));
  problems.splice(0, problems.length, ...problems.filter((it) => !/Content Security Policy/.test(it)));
});

await check("filters let through what they say", async () => {
  for (const [id, value, fits] of [
    ["f-kind", "lease", (it) => it.kind === "lease"],
    ["f-status", "firm", (it) => ["agreed", "completed"].includes(it.status)],
    ["f-source", "Wire & <i>Sons</i>", (it) => it.source === "Wire & <i>Sons</i>"],
    ["f-currency", "EUR", (it) => it.amounts.some((amount) => amount.primary && amount.currency === "EUR")],
    ["f-confidence", "0.8", (it) => it.confidence >= 0.8],
    ["f-since", "2026-04-01", (it) => it.published >= "2026-04-01"],
    ["f-until", "2025-02-01", (it) => it.published.slice(0, 10) <= "2025-02-01"],
    ["q", "Tramontis", (it) => JSON.stringify(it).includes("Tramontis")],
  ]) {
    await filter(id, value);
    const due = deals.filter(fits).length;
    assert.equal(await count(), `${due} of ${deals.length} deals`, `${id} ${value}`);
    assert.equal(await rows(), Math.min(due, 50), `${id} ${value}`);
    await clear();
  }
  await filter("q", "no such words anywhere");
  assert.ok(await page.isVisible("#empty"));
  await picture("empty");
  await page.click("#empty button");
  await settled();
  assert.equal(await count(), `${deals.length} deals`);
});

await check("heads of columns sort, and say so", async () => {
  const head = page.locator('th:has(.sort[data-key="amount"])');
  assert.equal(await head.getAttribute("aria-sort"), "none");
  const sums = async () => (await column("Amount")).filter((it) => it.includes("USD")).map((it) => Number(it.replace(/[^0-9.]/g, "")));
  await page.click('.sort[data-key="amount"]');
  assert.equal(await head.getAttribute("aria-sort"), "descending");
  let shown = await sums();
  assert.ok(shown.length > 40);
  assert.deepEqual(shown, shown.slice().sort((a, b) => b - a));
  await page.keyboard.press("Enter");
  assert.equal(await head.getAttribute("aria-sort"), "ascending");
  shown = await sums();
  assert.deepEqual(shown, shown.slice().sort((a, b) => a - b));
  await page.click('.sort[data-key="who"]');
  const who = await column("Who");
  assert.deepEqual(who, who.slice().sort((a, b) => (a === "") - (b === "") || a.localeCompare(b, "en", { sensitivity: "base" })));
  await page.click('.sort[data-key="who"]');
  await page.click('.sort[data-key="who"]');
  assert.equal(await page.locator('th[aria-sort="ascending"], th[aria-sort="descending"]').count(), 0);
});

await check("totals are exact, and the same by the program and by the page", async () => {
  const shown = async () => page.locator("#totals tbody").innerText();
  const firm = (code) => deals.filter((it) => ["agreed", "completed"].includes(it.status)).flatMap((it) => it.amounts)
    .filter((it) => it.primary && it.currency === code).reduce((sum, it) => sum + BigInt(Math.round(Number(it.value))), 0n);
  const text = await shown();
  assert.ok(text.includes(firm("USD").toLocaleString("en")), `${firm("USD")} in ${text}`);
  const same = await page.evaluate(() => {
    const plain = (rows) => JSON.stringify(rows.map((it) => Object.entries(it).map(([key, value]) => [key, String(value)]).sort()));
    return plain(allTotals()) === plain(totals(deals));
  });
  assert.ok(same);
});

await check("an address with the id of a deal opens its card", async () => {
  const deal = deals.find((it) => it.article_id === "plain-07");
  await page.evaluate((id) => { location.hash = id; }, deal.deal_id);
  await page.waitForSelector("#card[open]");
  assert.match(await page.locator("#card").textContent(), /plain-07/);
  await page.keyboard.press("Escape");
  await page.evaluate(() => { location.hash = "nothing"; });
});

await check("a card shows the words of every field in its colour, and the rule", async () => {
  await filter("q", "Meridia");
  await page.focus("tr.under .open");
  await page.keyboard.press("Enter");
  assert.ok(await page.isVisible("#card[open]"));
  const deal = deals.find((it) => it.article_id === "plain-00");
  for (const [mark, words] of [["m-party", "Meridia Airways"], ["m-quantity", "3"], ["m-amount", "$1.5 million"], ["m-deal", "ordered"]]) {
    const texts = await page.locator(`#card .passages p .${mark}`).allTextContents();
    assert.ok(texts.join("|").includes(words), `${mark}: ${texts}`);
  }
  const shown = await page.locator("#card .passages p.text").allTextContents();
  assert.ok(shown[0].startsWith("Meridia Airways ordered 3 jets"));
  const rules = await page.locator("#card .fields .rule").allTextContents();
  for (const rule of new Set(deal.evidence.map((it) => it.rule))) assert.ok(rules.join().includes(rule), rule);
  assert.equal(await page.getAttribute("#card a", "href"), "https://news.example/plain/0");
  assert.equal(await page.getAttribute("#card a", "rel"), "noopener noreferrer");
  await page.hover("#card .fields tr:has-text('parties[0].name')");
  assert.equal(await page.locator("#card mark.lit").first().textContent(), "Meridia Airways");
  await picture("card-light");
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.textContent("#card-title"), "Order number 1");
  await page.keyboard.press("ArrowLeft");
});

await check("corrections become a file for the next run", async () => {
  await page.click("#edit");
  await page.selectOption('#card select[aria-label="status"]', "completed");
  await page.fill('#card input[aria-label="parties[0].name"]', '=Meridia "Airways", Ltd');
  await page.click("#card .fields th");
  await page.click('#card button:has-text("Add item")');
  await page.fill('#card input[aria-label="items[1].product"]', "spare parts");
  await page.click("#card .fields th");
  await picture("edit-light");
  await page.keyboard.press("Escape");
  await clear();
  await filter("q", "Skarholm");
  await page.click("tr.under .open");
  await page.click("#edit");
  await page.check('#card label:has-text("drop it") input');
  await page.click("#close");
  await settled();
  assert.match(await page.textContent("tr.under"), /to be dropped/);
  assert.match(await page.textContent("#edits-count"), /^4 corrections/);
  await page.fill("#who", "Ada");
  await picture("edits-light");
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("#export")]);
  assert.equal(download.suggestedFilename(), "corrections.csv");
  const file = readFileSync(await download.path(), "utf8");
  const first = deals.find((it) => it.article_id === "plain-00").deal_id;
  const other = deals.find((it) => it.article_id === "=1+1").deal_id;
  const lines = file.split("\r\n").map((it) => it.replace(/,Ada,20\d\d-\d\d-\d\dT[\d:]+Z$/, ",Ada,NOW"));
  assert.deepEqual(lines, [
    "deal_id,field,value,was,who,when",
    `${first},status,completed,agreed,Ada,NOW`,
    `${first},parties[0].name,"'=Meridia ""Airways"", Ltd",Meridia Airways,Ada,NOW`,
    `${first},items[1].product,spare parts,,Ada,NOW`,
    `${other},deal,drop,,Ada,NOW`,
    "",
  ]);
  if (process.env.CORRECTIONS) await download.saveAs(process.env.CORRECTIONS);
  page.on("dialog", (it) => it.accept());
  await page.click("#discard");
  assert.ok(!(await page.isVisible("#edits")));
});

await check("it prints all deals and none of the tools", async () => {
  await clear();
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  assert.equal(await rows(), deals.length);
  assert.ok(!(await page.isVisible("#filters")) && !(await page.isVisible("#pager")));
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  await page.emulateMedia({ media: null });
  if (pictures) await page.pdf({ path: `${pictures}/print.pdf`, format: "A4" });
});

await picture("light", { fullPage: true });
await page.context().close();

for (const [name, options] of Object.entries({
  dark: { colorScheme: "dark" },
  narrow: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 },
})) {
  await check(`${name}: nothing is wider than the window, text stands out`, async () => {
    await open(options);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0);
    const [ink, paper] = await page.evaluate(() => {
      const style = getComputedStyle(document.body);
      return [style.color, style.backgroundColor].map((it) => it.match(/\d+/g).slice(0, 3).reduce((sum, n) => sum + Number(n), 0));
    });
    assert.ok(Math.abs(ink - paper) > 400, `${ink} on ${paper}`);
    await picture(name);
    await page.locator("tr.under .open").first().click();
    assert.ok((await page.evaluate(() => document.querySelector("#card").scrollWidth - document.querySelector("#card").clientWidth)) <= 0);
    await picture(`card-${name}`);
    await page.context().close();
  });
}

await check("a deal that several articles tell counts once, and shows them", async () => {
  await open({ once: true, file: process.env.MERGED });
  assert.equal(await count(), `${deals.length - 2} deals`);
  assert.match(await page.textContent("h1"), new RegExp(`^${deals.length - 2} deals in`));
  const firm = () => page.locator('#totals [data-currency="USD"] td').nth(1).textContent();
  const less = await firm();
  await filter("q", "order number 2");
  assert.match(await page.locator("tr.under").first().textContent(), /^Order number 0.*3 articles/);
  assert.equal(await page.locator("tr.deal .badge").first().textContent(), "Completed");
  assert.equal((await column("Amount"))[0], "2,500,000 USD");
  await page.locator("tr.under .open").first().click();
  assert.match(await page.textContent("#card"), /Told by 3 articles/);
  await picture("merged-light");
  await page.click("#card .tellings li:last-child button");
  assert.equal(await page.textContent("#card-title"), "Order number 2");
  await page.keyboard.press("Escape");
  await clear();
  await page.uncheck("#once");
  await settled();
  assert.equal(await count(), `${deals.length} deals`);
  const sum = (text) => BigInt(text.replaceAll(",", ""));
  // 1.5, 2.5 and 3.5 million, told one by one.
  assert.equal(sum(await firm()) - sum(less), 5000000n);
  await page.context().close();
});

await browser.close();
assert.deepEqual(problems, [], "errors of the console");
assert.deepEqual(requests, [], "requests to a network");
console.log("ok  no error on the console, no request to any network");
