// Shows the state of an incident while its probes run. A reload of the page shows the same.
const live = document.getElementById("live");
const when = live.querySelector("[data-live='said']");
const shown = { open: undefined };

async function items() {
  const answer = await fetch(location, { cache: "no-store" });
  if (!answer.ok || answer.headers.has("Retry-After")) return setTimeout(items, 2000);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [now, next] = [document.getElementById("items"), page.getElementById("items")];
  if (now && next && !now.contains(document.activeElement)) now.replaceWith(next);
}

const stream = new EventSource(live.dataset.live);
stream.addEventListener("message", (event) => {
  const state = JSON.parse(event.data);
  const first = shown.open === undefined;
  const changed = !first && (state.open !== shown.open || state.proven !== shown.proven || state.running !== shown.running);
  Object.assign(shown, state);
  for (const place of live.querySelectorAll("[data-live]")) {
    if (place.dataset.live in state) place.textContent = Number(state[place.dataset.live]).toLocaleString("en");
  }
  const next = state.next_at ? `, the next attempt at ${state.next_at.slice(11, 16)} UTC` : "";
  when.textContent = state.running ? `Live: ${state.running} probes wait or run${next}.` : "Live: no probe waits or runs.";
  if (changed) items();
});
stream.addEventListener("error", () => (when.textContent = "Not live: the page connects again in a moment."));
window.addEventListener("pagehide", () => stream.close());
