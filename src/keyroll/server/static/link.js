// Moves the value of a one-time link from the address into the form; address bar and history no longer hold it.
const value = location.hash.slice(1);
history.replaceState(null, "", "/link");
document.querySelector("#use-link [name=value]").value = value;
