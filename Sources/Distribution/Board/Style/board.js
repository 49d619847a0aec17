// Drags stops to another vehicle, or to another place on the way. Without it the form on each stop does the same.
"use strict";
document.documentElement.classList.add("scripted");

const place = document.getElementById("plan-of-day");
const notice = document.getElementById("notice");
const mover = document.getElementById("mover");
// The stop that is being dragged, by its order: the markup around it may be replaced meanwhile.
let dragged = null;

function stopAt(event) {
  const grip = event.target.closest(".grip");
  return grip && grip.closest("[data-movable]");
}

// Where the pointer is: a vehicle's list, and before which of its stops.
function targetAt(x, y) {
  const under = document.elementFromPoint(x, y);
  const lane = under && under.closest(".lane");
  const list = lane && lane.querySelector("[data-vehicle]");
  if (!list) return null;
  const others = [...list.querySelectorAll("[data-order]")].filter((stop) => stop.dataset.order !== dragged.order);
  const before = others.find((stop) => {
    const box = stop.getBoundingClientRect();
    return y < box.top + box.height / 2;
  });
  return { list, before, position: before ? others.indexOf(before) + 1 : others.length + 1 };
}

function unmark() {
  for (const marked of document.querySelectorAll(".drop, .drop-before")) marked.classList.remove("drop", "drop-before");
}

function end() {
  if (!dragged) return;
  dragged.ghost.remove();
  unmark();
  const stop = document.querySelector(`[data-order="${dragged.order}"]`);
  if (stop) stop.classList.remove("lifted");
  document.documentElement.classList.remove("dragging");
  dragged = null;
}

document.addEventListener("pointerdown", (event) => {
  const stop = event.button === 0 && stopAt(event);
  if (!stop) return;
  event.preventDefault();
  const box = stop.getBoundingClientRect();
  const ghost = stop.cloneNode(true);
  ghost.removeAttribute("id");
  ghost.removeAttribute("data-order");
  ghost.classList.add("ghost");
  ghost.setAttribute("aria-hidden", "true");
  ghost.style.width = `${box.width}px`;
  document.body.append(ghost);
  stop.classList.add("lifted");
  document.documentElement.classList.add("dragging");
  dragged = { order: stop.dataset.order, ghost, x: event.clientX - box.left, y: event.clientY - box.top };
  follow(event);
});

function follow(event) {
  dragged.ghost.style.transform = `translate(${event.clientX - dragged.x}px, ${event.clientY - dragged.y}px)`;
  // At the edge of the window the page comes along.
  if (event.clientY < 60) window.scrollBy(0, -12);
  if (event.clientY > window.innerHeight - 60) window.scrollBy(0, 12);
  unmark();
  const target = targetAt(event.clientX, event.clientY);
  if (!target) return;
  target.list.classList.add("drop");
  if (target.before) target.before.classList.add("drop-before");
}

document.addEventListener("pointermove", (event) => {
  if (dragged) follow(event);
});
document.addEventListener("pointercancel", end);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") end();
});
document.addEventListener("pointerup", (event) => {
  if (!dragged) return;
  const target = targetAt(event.clientX, event.clientY);
  const order = dragged.order;
  end();
  if (!target) return;
  mover.elements.order.value = order;
  mover.elements.vehicle.value = target.list.dataset.vehicle;
  mover.elements.position.value = target.position;
  send(mover);
});

// Sends a form, and shows what the page that is answered shows.
async function send(form) {
  say("Moving …");
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const [fresh, said] = [page.getElementById("plan-of-day"), page.getElementById("notice")];
    if (fresh && said) {
      place.replaceChildren(...fresh.childNodes);
      notice.replaceChildren(...said.childNodes);
    } else {
      const fault = page.getElementById("fault");
      say(fault ? fault.textContent : "This did not work. Load the page again.", true);
    }
  } catch {
    say("Not moved: the site cannot be reached. Try again.", true);
  }
}

function say(sentence, isBad) {
  const line = document.createElement("p");
  line.className = isBad ? "notice bad" : "notice";
  line.textContent = sentence;
  notice.replaceChildren(line);
}
