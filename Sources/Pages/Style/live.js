// Keeps every element with data-live up to date: its address sends, as server-sent events, the markup that takes the place of
// what is in it. Without scripts a page shows what there was when it was loaded.
for (const place of document.querySelectorAll("[data-live]")) {
  const events = new EventSource(place.dataset.live);
  let fresh = null;
  // Whoever is filling something in there is not disturbed: what is new waits until they are done.
  const isBusy = () =>
    place.querySelector("details[open] form") ||
    (place.contains(document.activeElement) && document.activeElement.matches("input, select, textarea"));
  const show = () => {
    if (fresh === null || isBusy()) return;
    place.innerHTML = fresh;
    fresh = null;
  };
  events.onmessage = (event) => {
    fresh = event.data;
    show();
  };
  place.addEventListener("focusout", () => setTimeout(show));
  place.addEventListener("toggle", () => setTimeout(show), true);
  events.addEventListener("end", () => events.close());
}
