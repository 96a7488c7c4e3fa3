const element = (id) => document.getElementById(id);
const names = { http: "HTTP", rpc: "RPC", deliveries: "Deliveries" };
const remembered = 120;

let before = null;
let picks = new Map();

function status(state) {
  if (element("status").dataset.state !== state) {
    element("status").dataset.state = state;
    element("status").textContent = state === "live" ? state : `${state} since ${new Date().toLocaleTimeString()}`;
  }
}

// Counters of a process that was started again begin at zero: then there is no rate yet.
function rate(now, then, seconds) {
  return then === undefined || now < then || seconds <= 0 ? 0 : (now - then) / seconds;
}

function sum(flows, field) {
  return Object.values(flows).reduce((total, flow) => total + flow[field], 0);
}

function drawHead(picture, seconds) {
  const answered = sum(picture.flows, "answered");
  element("count").textContent = picture.instances.length.toLocaleString();
  element("rate").textContent = Math.round(rate(answered, before && sum(before.flows, "answered"), seconds)).toLocaleString();
  element("deliveries").textContent = picture.deliveries === null ? "–" : picture.deliveries.toLocaleString();
  element("failed").textContent = sum(picture.flows, "failed").toLocaleString();
  element("failed").classList.toggle("bad", sum(picture.flows, "failed") > 0);
  element("none").hidden = picture.instances.length > 0;
}

function drawInstances(picture, seconds) {
  const list = element("instances");
  const known = new Map([...list.children].map((item) => [item.dataset.id, item]));
  picture.instances.forEach((instance) => {
    const item = known.get(instance.instanceId) ?? newInstance(instance);
    known.delete(instance.instanceId);
    drawInstance(item, instance, seconds);
    list.append(item);
  });
  known.forEach((item, id) => { item.remove(); picks.delete(id); });
}

function newInstance(instance) {
  const item = element("instance").content.firstElementChild.cloneNode(true);
  item.dataset.id = instance.instanceId;
  item.querySelector(".id").textContent = instance.instanceId;
  item.querySelector(".where").textContent = [instance.host, ...Object.entries(instance.ports).map(([name, port]) => `${name} ${port}`)].join(" · ");
  picks.set(instance.instanceId, { http: undefined, rpc: undefined, rates: [] });
  return item;
}

function drawInstance(item, instance, seconds) {
  const seen = picks.get(instance.instanceId);
  const http = instance.http;
  const rpc = instance.rpc;
  const rates = { http: rate(http?.picks, seen.http, seconds), rpc: rate(rpc?.picks, seen.rpc, seconds) };
  seen.http = http?.picks;
  seen.rpc = rpc?.picks;
  seen.rates = [...seen.rates, rates.http + rates.rpc].slice(-remembered);
  item.querySelector(".since").textContent = instance.age === null ? "" : `since ${age(instance.age)}`;
  item.querySelector(".http").textContent = http ? Math.round(rates.http) : "–";
  item.querySelector(".rpc").textContent = rpc ? Math.round(rates.rpc) : "–";
  item.querySelector(".inflight").textContent = (http?.inFlight ?? 0) + (rpc?.inFlight ?? 0);
  item.querySelector(".latency").textContent = [http, rpc].filter((side) => side?.latencyMillis != null).map((side) => `${side.latencyMillis.toFixed(side.latencyMillis < 10 ? 1 : 0)} ms`).join(" / ") || "–";
  const ejected = [http, rpc].find((side) => side?.ejectedBecause);
  item.classList.toggle("out", Boolean(ejected));
  item.querySelector(".ejected").hidden = !ejected;
  item.querySelector(".ejected").textContent = ejected ? `ejected: ${ejected.ejectedBecause}` : "";
  drawLine(item.querySelector("path"), seen.rates);
}

function drawLine(path, rates) {
  const most = Math.max(10, ...rates);
  const points = rates.map((value, index) => `${remembered - rates.length + index},${38 - (36 * value) / most}`);
  path.setAttribute("d", points.length > 1 ? `M${points.join("L")}` : "");
}

function age(seconds) {
  return seconds < 120 ? `${Math.round(seconds)} s` : seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

function drawFlows(flows) {
  const body = element("flows");
  Object.entries(flows).forEach(([name, flow]) => {
    const row = body.querySelector(`[data-name=${name}]`) ?? newFlow(name, flow);
    row.querySelector(".inflight").textContent = flow.inFlight.toLocaleString();
    row.querySelector(".answered").textContent = flow.answered.toLocaleString();
    row.querySelector(".failed").textContent = flow.failed.toLocaleString();
  });
  const failure = Object.values(flows).map((flow) => flow.lastFailure).find(Boolean);
  element("failure").hidden = !failure;
  element("failure").textContent = failure ? `The last failure: ${failure}` : "";
}

function newFlow(name, flow) {
  const row = element("flow").content.firstElementChild.cloneNode(true);
  row.dataset.name = name;
  row.querySelector("th").textContent = names[name];
  const input = row.querySelector("input");
  input.name = name;
  input.value = flow.rate;
  input.setAttribute("aria-label", `${names[name]}, calls a second`);
  element("flows").append(row);
  return row;
}

async function call(method, path, body) {
  const response = await fetch(path, { method, body: body && JSON.stringify(body), headers: body ? { "Content-Type": "application/json" } : {} });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.status === 204 ? null : response.json();
}

async function refresh() {
  try {
    const picture = await call("GET", "picture");
    const at = performance.now();
    const seconds = before ? (at - before.at) / 1000 : 0;
    drawHead(picture, seconds);
    drawInstances(picture, seconds);
    drawFlows(picture.flows);
    before = { flows: picture.flows, at };
    status("live");
  } catch {
    status("offline");
  } finally {
    setTimeout(refresh, 1000);
  }
}

element("rates").addEventListener("submit", (event) => {
  event.preventDefault();
  call("PUT", "traffic", Object.fromEntries([...new FormData(event.target)].map(([name, value]) => [name, Number(value)]))).catch(() => status("offline"));
});
element("redeliver").addEventListener("click", () => call("POST", "redeliveries").catch(() => status("offline")));
refresh();
