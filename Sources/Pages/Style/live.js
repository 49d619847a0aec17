// Keeps every element with data-live up to date: its address sends, as server-sent events, the markup that takes the place of
// what is in it. Without scripts a page shows what there was when it was loaded.
for (const place of document.querySelectorAll("[data-live]")) {
  const events = new EventSource(place.dataset.live);
  events.onmessage = (event) => {
    // Whoever is filling something in there is not disturbed.
    if (place.contains(document.activeElement) && document.activeElement.matches("input, select, textarea")) return;
    place.innerHTML = event.data;
  };
  events.addEventListener("end", () => events.close());
}
