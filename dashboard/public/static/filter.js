// Narrows a long list while the reader types. Everything is on the page without it, and nothing is stored or sent.
for (const box of document.querySelectorAll("[data-filter]")) {
  const field = box.querySelector("input");
  const told = box.querySelector("[role=status]");
  const groups = [...document.querySelectorAll(box.dataset.filter)].map((group) => ({
    group,
    items: [...group.querySelectorAll("li")].map((item) => ({ item, text: plain(item.textContent) })),
  }));
  box.hidden = false;
  field.addEventListener("input", () => {
    const asked = plain(field.value);
    let shown = 0;
    for (const { group, items } of groups) {
      let here = 0;
      for (const { item, text } of items) {
        item.hidden = !text.includes(asked);
        here += !item.hidden;
      }
      group.hidden = !here;
      shown += here;
    }
    told.textContent = box.dataset.told.replace("{n}", shown);
  });
}

function plain(text) {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().trim();
}
