// Moves the value of a one-time link from the address into the form; the address bar and the history lose it.
const value = location.hash.slice(1);
history.replaceState(null, "", "/link");
document.querySelector("#use-link [name=value]").value = value;
