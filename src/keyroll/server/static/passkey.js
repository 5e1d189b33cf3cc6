// Signs in by a passkey, or adds one.
const { startAuthentication, startRegistration } = SimpleWebAuthnBrowser;
const said = document.getElementById("passkey-said");

async function send(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body ?? {}),
  });
  const content = await answer.json();
  if (!answer.ok) throw new Error(content.error ?? "refused");
  return content;
}

async function trying(button, act) {
  button.disabled = true;
  said.textContent = "Waiting for the passkey …";
  try {
    await act();
  } catch (error) {
    said.textContent = `Not done: ${error.message}`;
    button.disabled = false;
  }
}

document.getElementById("sign-in")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  trying(form.querySelector("button"), async () => {
    const optionsJSON = await send("/passkey/challenge");
    await send("/passkey/sign-in", await startAuthentication({ optionsJSON }));
    location.assign(form.dataset.next);
  });
});

document.getElementById("add-passkey")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  trying(form.querySelector("button"), async () => {
    const optionsJSON = await send("/passkey/new");
    const made = await startRegistration({ optionsJSON });
    await send("/passkey/add", { ...made, label: form.elements.label.value });
    location.reload();
  });
});

document.getElementById("approve")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  trying(form.querySelector("button"), async () => {
    const plan = form.dataset.plan;
    const { options, ...asked } = await send("/rotation/challenge", { plan });
    const signed = await startAuthentication({ optionsJSON: options });
    await send("/rotation/approve", { ...signed, ...asked, id: asked.id, credential: signed.id, plan });
    location.reload();
  });
});

// The text that a fresh signature of the passkey confirms: a form holds it, and the address for its fields.
for (const form of document.querySelectorAll("form[data-confirm]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    trying(button, async () => {
      const fields = Object.fromEntries(new FormData(form));
      const { seal, ...optionsJSON } = await send("/passkey/confirm", { ...fields, what: form.dataset.confirm });
      const signed = await startAuthentication({ optionsJSON });
      const answer = await send(form.dataset.path, { signed, seal, ...fields });
      if (answer.said === undefined) return location.reload();
      said.textContent = answer.said;
      button.disabled = false;
    });
  });
}
