// Puts the parts together.

const run = data.run;

function drawTop() {
  const inputs = run.inputs.length > 3 ? [...run.inputs.slice(0, 3), `${run.inputs.length - 3} more`] : run.inputs;
  const capped = data.all > deals.length;
  const count = once && !capped ? units.length : data.all;
  $("headline").textContent = `${plural(count, "deal")} in ${plural(run.articles, "article")}`;
  const days = deals.filter((deal) => deal.date).map((deal) => deal.date).sort();
  const ends = days.length ? [days[0], days[days.length - 1]].map((day) => dayText(deals.find((deal) => deal.date === day))) : [];
  const about = [inputs.join(", ")];
  if (ends.length) about.push(ends[0] === ends[1] ? ends[0] : `${ends[0]} to ${ends[1]}`);
  if (count < data.all) about.push(`told ${data.all.toLocaleString("en")} times`);
  if (run.copies) about.push(`${plural(run.copies, "copy", "copies")} left out`);
  if (run.not_english) about.push(`${plural(run.not_english, "article")} not in English`);
  if (run.rejected) about.push(`${plural(run.rejected, "input")} rejected`);
  $("about").textContent = about.join(" · ");
  document.title = `${$("headline").textContent} · dealsift`;
  $("foot").textContent = `Made by dealsift ${run.tool_version}, rules ${run.grammar_hash.slice(0, 12)}. The tables beside this page hold the same deals.`;
  $("lead").textContent = (once ? "The main amount of each deal; one that several articles tell counts once."
    : "The main amount of each deal of each article; one that several articles tell counts for each of them.")
    + " Firm is agreed or completed. A package is never summed with its parts, and no two currencies are added.";
  if (capped) {
    $("capped").hidden = false;
    $("capped").textContent = `This page holds the first ${deals.length.toLocaleString("en")} of ${data.all.toLocaleString("en")} deals, so that it stays quick. ${once ? "All that it shows counts" : "The totals count all deals as long as nothing is filtered; charts, table and filters have"} these alone. deals.csv, merged.csv and summary/ have all; dealsift report --limit N makes a larger page.`;
  }
}

drawTop();
prepareFilters();
prepareEdits();
drawHead();
drawLog();
update();

// report.html#DEAL_ID opens the card of that deal: tables link to it.
function openLinked() {
  const id = location.hash.slice(1);
  const deal = id && deals.find((it) => it.id === id);
  if (deal) openCard(deal);
}
addEventListener("hashchange", openLinked);
openLinked();

$("card").addEventListener("close", () => {
  editing = false;
  drawRows();
  const row = shownCard && [...document.querySelectorAll("tr.deal")].find((it) => it.dataset.id === shownCard.id);
  if (row) row.nextElementSibling.querySelector(".open").focus();
});
$("card").addEventListener("click", (event) => { if (event.target === $("card")) $("card").close(); });
$("card").addEventListener("keydown", (event) => {
  if (event.target.matches("input, select")) return;
  if (event.key === "ArrowRight") step(1);
  if (event.key === "ArrowLeft") step(-1);
});
$("value-in").addEventListener("change", () => { $("value-in").dataset.chosen = "yes"; drawCharts(found); });
// Paper has no pages to turn: all rows are printed, up to a bound.
addEventListener("beforeprint", () => drawRows(true));
addEventListener("afterprint", () => drawRows());
