// Sends a driver's form once, however often the button is tapped, and says so where it did not arrive: what was entered stays.
// Without it the browser sends the form by itself.
"use strict";
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-send]");
  if (!form) return;
  event.preventDefault();
  if (form.dataset.sending) return;
  form.dataset.sending = "yes";
  const button = form.querySelector("button");
  button.disabled = true;
  let failure = "";
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (answer.ok) return window.location.assign(answer.url);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fault = page.getElementById("fault");
    failure = fault ? fault.textContent : "This was not taken. Load the page again.";
  } catch {
    failure = "Not sent: there is no connection. What you entered is still here; try again.";
  }
  delete form.dataset.sending;
  button.disabled = false;
  let line = form.querySelector(".notice");
  if (!line) {
    line = document.createElement("p");
    line.className = "notice bad";
    line.setAttribute("role", "alert");
    button.before(line);
  }
  line.textContent = failure;
});
