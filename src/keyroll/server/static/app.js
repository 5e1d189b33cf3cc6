// Keys, copy buttons and the colour switch. Every page works without this script.
const html = document.documentElement;

const themes = ["system", "light", "dark"];
const themeButton = document.getElementById("theme");
function showTheme(name) {
  if (name === "system") delete html.dataset.theme;
  else html.dataset.theme = name;
  themeButton.setAttribute("aria-label", `Colours: ${name === "system" ? "system setting" : name}`);
}
showTheme(localStorage.getItem("theme") ?? "system");
themeButton.addEventListener("click", () => {
  const next = themes[(themes.indexOf(html.dataset.theme ?? "system") + 1) % themes.length];
  localStorage.setItem("theme", next);
  showTheme(next);
  document.dispatchEvent(new Event("colours"));
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Not copied";
  }
  setTimeout(() => (button.textContent = "Copy"), 2000);
});

const keysOff = document.getElementById("keys-off");
keysOff.checked = localStorage.getItem("keys") === "off";
keysOff.addEventListener("change", () => localStorage.setItem("keys", keysOff.checked ? "off" : "on"));

// A page in computation is requested again until it is ready.
async function look() {
  try {
    const answer = await fetch(location, { cache: "no-store" });
    if (!answer.headers.has("Retry-After")) return location.reload();
  } catch {
    // the server may be back in a moment
  }
  setTimeout(look, 1000);
}
if (document.getElementById("pending")) setTimeout(look, 400);

// An older answer stays until the reader requests the current one.
const older = document.getElementById("older");
async function newer() {
  try {
    const answer = await fetch(location, { cache: "no-store" });
    if (answer.ok && !answer.headers.has("Retry-After")) {
      older.firstChild.textContent = "Newer data is ready. ";
      older.querySelector("a").hidden = false;
      return;
    }
  } catch {
    // the server may be back in a moment
  }
  setTimeout(newer, 2000);
}
if (older) setTimeout(newer, 1000);

let afterG = false;
function step(by) {
  const rows = [...document.querySelectorAll(".rows tbody tr a, .cards h2 a")].filter(
    (link, place, all) => all.findIndex((one) => one.closest("tr, li") === link.closest("tr, li")) === place,
  );
  const at = rows.findIndex((link) => link.closest("tr, li").contains(document.activeElement));
  rows[Math.min(Math.max(at + by, 0), rows.length - 1)]?.focus();
}
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, dialog");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || keysOff.checked) return;
  if (afterG) {
    afterG = false;
    document.querySelector(`nav a[data-key="${CSS.escape(event.key)}"]`)?.click();
    return;
  }
  if (event.key === "g") afterG = true;
  else if (event.key === "/") {
    const filter = document.querySelector(".filter input:not([type=hidden])");
    if (filter) { event.preventDefault(); filter.focus(); }
  } else if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "?") document.getElementById("keys").showModal();
});
