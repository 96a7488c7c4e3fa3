const element = (id) => document.getElementById(id);
const kinds = { byEvent: "event", byRepository: "repository" };

let totals = { deliveries: 0, byEvent: {}, byRepository: {} };
let recent = [];
let chosen = null;
let refreshing = false;
let stale = false;

const by = () => document.querySelector("input[name=by]:checked").value;

function status(state) {
  if (element("status").dataset.state !== state) {
    element("status").dataset.state = state;
    element("status").textContent = state === "live" ? state : `${state} since ${new Date().toLocaleTimeString()}`;
  }
}

function drawTotals() {
  element("deliveries").textContent = totals.deliveries.toLocaleString();
  element("events").textContent = Object.keys(totals.byEvent).length.toLocaleString();
  element("repositories").textContent = Object.keys(totals.byRepository).length.toLocaleString();
  element("none").hidden = totals.deliveries > 0;
}

// Bars are kept and updated in place, so that the one with the focus does not lose it.
function drawBars() {
  const list = element("bars");
  const known = new Map([...list.children].map((item) => [item.dataset.name, item]));
  const counts = Object.entries(totals[by()]).sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
  counts.forEach(([name, count], index) => {
    const item = known.get(name) ?? newBar(name);
    known.delete(name);
    item.querySelector(".count").textContent = count.toLocaleString();
    item.querySelector(".fill").style.setProperty("--share", count / counts[0][1]);
    item.firstElementChild.setAttribute("aria-pressed", name === chosen);
    if (list.children[index] !== item) {
      const focused = item.contains(document.activeElement);
      list.insertBefore(item, list.children[index] ?? null);
      if (focused) item.firstElementChild.focus();
    }
  });
  known.forEach((item) => item.remove());
}

function newBar(name) {
  const item = element("bar").content.firstElementChild.cloneNode(true);
  item.dataset.name = name;
  item.querySelector(".name").textContent = name;
  item.firstElementChild.title = name;
  item.firstElementChild.addEventListener("click", () => choose(chosen === name ? null : name));
  return item;
}

function drawRecent() {
  const shown = chosen === null ? recent.slice(0, 20) : recent.filter((entry) => entry[kinds[by()]] === chosen);
  element("recent-title").textContent = chosen === null ? "Recent" : `Recent: ${chosen}`;
  element("all").hidden = chosen === null;
  element("no-recent").hidden = element("table").hidden = false;
  element(shown.length > 0 ? "no-recent" : "table").hidden = true;
  element("no-recent").textContent = totals.deliveries > 0 ? "None of the last 100 deliveries." : "Nothing yet.";
  element("rows").replaceChildren(...shown.map(newRow));
}

function newRow(entry) {
  const row = element("row").content.firstElementChild.cloneNode(true);
  const time = row.querySelector("time");
  time.dateTime = entry.receivedAt;
  time.textContent = timeOf(new Date(entry.receivedAt));
  row.querySelector(".event").textContent = entry.event;
  row.querySelector(".action").textContent = entry.action ?? "";
  row.querySelectorAll(".repository, .where").forEach((place) => (place.textContent = entry.repository ?? ""));
  row.querySelector(".sender").textContent = entry.sender ?? "";
  return row;
}

function timeOf(date) {
  const today = date.toDateString() === new Date().toDateString();
  return today ? date.toLocaleTimeString() : date.toLocaleDateString(undefined, { dateStyle: "medium" });
}

function draw() {
  drawTotals();
  drawBars();
  drawRecent();
}

function choose(name) {
  chosen = name;
  draw();
}

async function get(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

async function refresh() {
  stale = refreshing;
  if (refreshing) return;
  refreshing = true;
  try {
    [totals, recent] = await Promise.all([get("activity"), get("activity/recent?limit=100")]);
    draw();
  } catch {
    status("offline");
  } finally {
    refreshing = false;
    if (stale) refresh();
  }
}

function listen() {
  const stream = new EventSource("activity/stream");
  stream.onopen = () => { status("live"); refresh(); };
  stream.onmessage = refresh;
  stream.onerror = () => {
    status("offline");
    // A browser gives up for good when the answer is an error, such as 503.
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  };
}

document.querySelectorAll("input[name=by]").forEach((input) => input.addEventListener("change", () => choose(null)));
element("all").addEventListener("click", () => choose(null));
listen();
